import { afterAll, beforeAll, expect, test } from 'vitest';
import { killedOnceApplied, killedRunner, LEFT_OPEN } from './killed-runner.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Ended, type Suture, sutureOn } from './suture.ts';

// What one runner has left open on its hosts, seen and settled from another one that knows nothing of it but the inventory.

const [keptHost, undoneHost, cutHost] = ['web01', 'web02', 'web03'] as const;
const CAUSE = 'open-transaction';

let lab: Lab;
const sutures: Suture[] = [];

beforeAll(async () => {
  lab = await bringUpAnew('open-transaction-test', 3);
});

afterAll(async () => {
  for (const each of sutures) each.dispose();
  await lab.takeDown();
});

function newRunner(): Suture {
  const made = sutureOn(lab);
  sutures.push(made);
  return made;
}

const on = async (host: string, command: string): Promise<string> => (await lab.execOn(host, command)).stdout;

/** What a command came to on a host. */
function outcome(ended: Ended, host: string): Readonly<Record<string, unknown>> {
  const { status, error } = ended.host(host);
  return { exitCode: ended.exitCode, status, reason: error?.reason ?? null };
}

/** Everything that a host has of Suture's but the folders of settled runs. */
const nothingIsLeft = async (host: string): Promise<void> => {
  expect(await on(host, LEFT_OPEN)).toBe('armed\nlog\ntx\n');
  expect(await on(host, 'systemctl list-units --all --no-legend "suture-*"; pgrep -f [s]uture-switch')).toBe('');
};

async function findingOn(runner: Suture, host: string) {
  const ended = await runner.fleet('check', '--limit', host);
  return { ended, finding: ended.host(host).findings.find(({ cause }) => cause === CAUSE) };
}

test('another runner sees what is open, keeps it on one host and undoes it on the other', async () => {
  const hosts = [keptHost, undoneHost];
  await Promise.all(hosts.map(async (host) => lab.breakHost(host, 'socket-denied')));
  const before = await lab.snapshot(undoneHost);
  const first = newRunner();
  const runs = new Map<string, string>();
  for (const host of hosts) runs.set(host, await killedOnceApplied(first, host));
  const [run = '', other = ''] = hosts.map((host) => runs.get(host));

  const second = newRunner();
  const checked = await second.fleet('check', '--limit', hosts.join(','));
  expect(checked.exitCode).toBe(3);
  expect(checked.stderr).not.toContain('suture: run');
  for (const host of hosts) {
    expect(checked.host(host)).toMatchObject({
      status: 'unhealthy',
      findings: [{ cause: CAUSE, severity: 'warning', subject: runs.get(host), remedy: null }],
    });
    const [finding] = checked.host(host).findings;
    expect(JSON.stringify(finding)).toMatch(/\(applied\): what it changed is in place.* undoes it by itself at 20/);
    expect(finding?.whyNoRemedy).toContain(`suture confirm ${runs.get(host)} -l HOST`);
    expect(JSON.stringify(finding)).toContain('/etc/php/8.2/fpm/pool.d/www.conf');
  }
  // A run of its own is refused there, and told the way out.
  await on(undoneHost, 'systemctl stop nginx');
  const refused = await second.fleet('run', 'fix-502', '--yes', '--limit', undoneHost);
  expect(outcome(refused, undoneHost)).toMatchObject({ status: 'refused', reason: 'lock-held' });
  await on(undoneHost, 'systemctl start nginx');

  const unnamed = await second.fleet('undo', run);
  expect(unnamed.exitCode).toBe(2);
  expect(unnamed.stderr).toContain('settle with -l HOST');
  const never = await second.fleet('undo', run, '--limit', cutHost);
  expect(outcome(never, cutHost)).toEqual({ exitCode: 8, status: 'refused', reason: 'no-transaction' });

  const kept = await second.fleet('confirm', run, '--limit', keptHost);
  expect(outcome(kept, keptHost)).toEqual({ exitCode: 0, status: 'changed', reason: null });
  expect(await lab.httpStatus(keptHost)).toBe(200);
  const undone = await second.fleet('undo', other, '--limit', undoneHost);
  expect(outcome(undone, undoneHost)).toEqual({ exitCode: 0, status: 'rolled-back', reason: null });
  expect(await lab.snapshot(undoneHost)).toBe(before);

  for (const host of hosts) {
    await nothingIsLeft(host);
    expect((await findingOn(second, host)).finding).toBeUndefined();
  }
  const late = await second.fleet('undo', run, '--limit', keptHost);
  expect(outcome(late, keptHost)).toEqual({ exitCode: 8, status: 'refused', reason: 'already-confirmed' });
  const twice = await second.fleet('confirm', other, '--limit', undoneHost);
  expect(outcome(twice, undoneHost)).toEqual({ exitCode: 8, status: 'refused', reason: 'already-undone' });
  expect(await on(keptHost, 'cat /var/lib/suture/log')).toContain(`${run} confirmed`);
});

test('what is being worked on is left alone, and what was cut off is undone', async () => {
  const host = cutHost;
  await lab.breakHost(host, 'socket-denied');
  // A start of PHP-FPM takes as long as this file is there.
  await on(
    host,
    `mkdir -p /etc/systemd/system/php8.2-fpm.service.d
      printf '[Service]\\nExecStartPre=/bin/sh -c "while [ -e /run/hold ]; do sleep 0.2; done"\\n' \\
        >/etc/systemd/system/php8.2-fpm.service.d/slow.conf
      systemctl daemon-reload`,
  );
  const before = await lab.snapshot(host);
  await on(host, ': >/run/hold');
  const run = await killedRunner(newRunner(), host, async () =>
    (await on(host, 'systemctl is-active php8.2-fpm')).startsWith('activating'),
  );

  const second = newRunner();
  const { finding } = await findingOn(second, host);
  expect(finding).toMatchObject({ severity: 'notice', subject: run });
  expect(JSON.stringify(finding)).toContain('it is changing it just now');
  for (const command of ['undo', 'confirm']) {
    const early = await second.fleet(command, run, '--limit', host);
    expect(outcome(early, host)).toEqual({ exitCode: 8, status: 'refused', reason: 'at-work' });
  }

  await on(host, `kill -KILL "$(sed -n 's/^pid=//p' /var/lib/suture/tx/${run}/writer)"; rm /run/hold`);
  const cut = await findingOn(second, host);
  expect(cut.finding).toMatchObject({ severity: 'warning', subject: run });
  expect(JSON.stringify(cut.finding)).toContain('it was cut off while it changed it');
  const unready = await second.fleet('confirm', run, '--limit', host);
  expect(outcome(unready, host)).toEqual({ exitCode: 8, status: 'refused', reason: 'not-applied' });
  const undone = await second.fleet('undo', run, '--limit', host);
  expect(outcome(undone, host)).toEqual({ exitCode: 0, status: 'rolled-back', reason: null });
  expect(await lab.snapshot(host)).toBe(before);
  await nothingIsLeft(host);
});

test('what others than root can change is neither run nor believed', async () => {
  const host = undoneHost;
  await lab.breakHost(host, 'socket-denied');
  const before = await lab.snapshot(host);
  const run = await killedOnceApplied(newRunner(), host);
  const second = newRunner();
  const undoFile = `/var/lib/suture/tx/${run}/undo.sh`;
  const theirs = `#!/bin/sh\\nid >/tmp/ran\\n`;
  await on(host, `cp -p ${undoFile} /root/undo.sh; printf '${theirs}' >${undoFile}; chown www-data ${undoFile}`);
  expect((await findingOn(second, host)).finding?.whyNoRemedy).toContain("Suture won't run it");
  for (const command of ['undo', 'confirm']) {
    const refused = await second.fleet(command, run, '--limit', host);
    expect(outcome(refused, host)).toEqual({ exitCode: 8, status: 'refused', reason: 'unsafe-state' });
  }
  await on(host, `cp -p /root/undo.sh ${undoFile}; rm /root/undo.sh; chown www-data /var/lib/suture`);
  const { ended } = await findingOn(second, host);
  expect(JSON.stringify(ended.host(host))).toContain("/var/lib/suture is not root's alone");
  expect(outcome(await second.fleet('undo', run, '--limit', host), host)).toMatchObject({ reason: 'unsafe-state' });
  await on(host, 'chown root /var/lib/suture');
  expect(await on(host, 'ls /tmp/ran 2>&1')).toContain('No such file');

  const undone = await second.fleet('undo', run, '--limit', host);
  expect(outcome(undone, host)).toEqual({ exitCode: 0, status: 'rolled-back', reason: null });
  expect(await lab.snapshot(host)).toBe(before);
  await nothingIsLeft(host);
});
