import { afterAll, beforeAll, expect, test } from 'vitest';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Ended, type Suture, sutureOn } from './suture.ts';

// A repair that is good is kept, though the connection over which that is to be said is not.

const host = 'web01';
let lab: Lab;
let suture: Suture;
beforeAll(async () => {
  lab = await bringUpAnew('confirm', 1);
  suture = sutureOn(lab);
});
afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

const on = async (command: string): Promise<string> => (await lab.execOn(host, command)).stdout;
async function repair(...words: readonly string[]): Promise<Ended> {
  // systemd counts the starts of the repairs before, and starts a unit five times in ten seconds at most.
  await on('systemctl reset-failed');
  await lab.breakHost(host, 'fpm-stopped');
  return suture.fleet('run', 'fix-502', '--yes', ...words);
}
const isKept = ({ status, error }: Ended['hosts'][number]): boolean => status === 'changed' && error === undefined;
const open = 'ls /var/lib/suture; ls /etc/systemd/system | grep suture; systemctl list-timers --all | grep suture-undo';

test.each(['ssh2', 'openssh'])('by %s, on a server that takes one session at a time, each time', async (way) => {
  await on("echo 'MaxSessions 1' >/etc/ssh/sshd_config.d/00-one.conf; systemctl reload ssh");
  for (let time = 0; time < 3; time += 1) {
    const ended = await repair('-e', `ansible_connection=${way === 'ssh2' ? 'ssh' : 'openssh'}`);
    expect(ended.host(host)).toSatisfy(isKept);
    expect(await on(open)).not.toMatch(/lock|suture-/);
  }
  await on('rm /etc/ssh/sshd_config.d/00-one.conf; systemctl reload ssh');
});

test('where the connection is cut while it is said, before the host can answer', async () => {
  await on(`cat >/root/cut <<'EOF'
    until ls /var/lib/suture/tx/*/state.applied >/dev/null 2>&1; do :; done
    while ls /var/lib/suture/tx/*/state.applied >/dev/null 2>&1; do :; done
    pkill -KILL -u ops sshd; touch /root/was-cut
EOF
    rm -rf /var/lib/suture; setsid sh /root/cut >/dev/null 2>&1 &`);
  const ended = await repair();
  expect(ended.host(host)).toSatisfy(isKept);
  expect(await on('ls /root/was-cut')).toBe('/root/was-cut\n');
  expect(await on(open)).not.toMatch(/lock|suture-/);
});

test('where it is cut before the host could hear it', async () => {
  // The first thing that moves once all is applied is the confirm's own word.
  await on(`cat >/usr/local/bin/mv-that-cuts <<'EOF'
#!/bin/sh
if [ -e /root/cut-once ] && ls /var/lib/suture/tx/*/state.applied >/dev/null 2>&1; then
  rm /root/cut-once
  pkill -KILL -u ops sshd
  sleep 1
fi
exec /usr/bin/mv.real "$@"
EOF
    chmod 755 /usr/local/bin/mv-that-cuts; mv /usr/bin/mv /usr/bin/mv.real; mv.real /usr/local/bin/mv-that-cuts /usr/bin/mv; touch /root/cut-once`);
  const ended = await repair();
  await on('mv.real /usr/bin/mv.real /usr/bin/mv');
  expect(await on('ls /root/cut-once')).toBe('');
  expect(ended.host(host)).toSatisfy(isKept);
});
