import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
  openSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { runCommand } from './command.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';
import { until } from './until.ts';

// What can go wrong on the runner's own side, and at the door of a host: a full disk, a state folder of somebody else's, login
// shells that are none, a banner of 200 KB.

let lab: Lab;
let suture: Suture;
let folder: string;

beforeAll(async () => {
  lab = await bringUpAnew('runner', 2);
  suture = sutureOn(lab);
  folder = mkdtempSync(join(tmpdir(), 'suture-runner-'));
});

afterAll(async () => {
  suture.dispose();
  rmSync(folder, { recursive: true });
  await lab.takeDown();
});

async function onHost(host: string, script: string): Promise<void> {
  const { status, stderr } = await lab.execOn(host, `set -e\n${script}`);
  expect({ host, status, stderr: status === 0 ? '' : stderr }).toMatchObject({ host, status: 0 });
}

/** A shell that reads its command as Python does: it shows the line that it can't read. */
const pythonLike = `cat >/usr/local/bin/pythonlike <<'SH'
#!/bin/sh
printf '  File "<string>", line 1\\n    %s\\n         ^^^^\\nSyntaxError: invalid syntax\\n' "$2" >&2
exit 1
SH
chmod 0755 /usr/local/bin/pythonlike`;

const fishLike = `cat >/usr/local/bin/talkative <<'SH'
#!/bin/sh
cat /etc/motd.long; cat /etc/motd.long >&2
exec /bin/bash "$@"
SH
chmod 0755 /usr/local/bin/talkative; yes 'welcome, and mind the gap' | head -2000 >/etc/motd.long`;

describe('a login shell', () => {
  beforeAll(async () => {
    const users = {
      python: '/usr/local/bin/pythonlike',
      nobodys: '/usr/sbin/nologin',
      restricted: '/bin/rbash',
      talkative: '/usr/local/bin/talkative',
    };
    const add = Object.entries(users).map(
      ([user, shell]) =>
        `useradd -m -s ${shell} ${user}; mkdir /home/${user}/.ssh; cp /home/ops/.ssh/authorized_keys /home/${user}/.ssh/; chown -R ${user}: /home/${user}; echo '${user} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/${user}`,
    );
    await onHost('web01', [pythonLike, fishLike, ...add].join('\n'));
  });

  test.each<[string, RegExp]>([
    ['python', /^the login shell did not start sh \(exit 1\): .*SyntaxError: invalid syntax/],
    ['nobodys', /^the login shell did not start sh \(exit 1\): This account is currently not available/],
    ['restricted', /^the login shell did not start sh \(exit \d+\): .*restricted/],
  ])('that is none is told by its own words, with what helps: %s', async (user, message) => {
    const { error } = (await suture.fleet('check', '--limit', 'web01', '-e', `ansible_user=${user}`)).host('web01');
    expect(error).toMatchObject({ reason: 'exec-failed' });
    expect(error?.message).toMatch(message);
    expect(error?.hint).toContain('chsh -s /bin/sh');
  });

  test('that says much first is one', async () => {
    const { status } = (await suture.fleet('check', '--limit', 'web01', '-e', 'ansible_user=talkative')).host('web01');
    expect(status).toBe('healthy');
  });
});

test('a banner of 200 KB keeps nobody out, and where ssh2 alone may be used it is named', async () => {
  await onHost(
    'web02',
    `yes 'keep out' | head -c 200000 >/etc/banner; echo 'Banner /etc/banner' >/etc/ssh/sshd_config.d/banner.conf; systemctl reload ssh`,
  );
  const only = ['check', '--limit', 'web02'];
  expect((await suture.fleet(...only)).host('web02').status).toBe('healthy');
  const { error } = (await suture.fleet(...only, '-e', 'ansible_connection=ssh2')).host('web02');
  expect(error).toMatchObject({ reason: 'packet-too-long' });
  expect(error?.message).toContain('as a long Banner is');
  await onHost('web02', 'rm /etc/ssh/sshd_config.d/banner.conf; systemctl reload ssh');
});

test('a state folder that others can write to, or lead elsewhere, is refused before anybody is contacted, and left as it is', async () => {
  const theirs = join(folder, 'theirs');
  const target = join(folder, 'target');
  mkdirSync(theirs);
  mkdirSync(target, { mode: 0o755 });
  execFileSync('chmod', ['0777', theirs]);
  execFileSync('ln', ['-s', target, join(theirs, 'runs')]);
  execFileSync('chown', ['-h', '65533', join(theirs, 'runs')]);
  for (const command of [['check'], ['run', 'fix-502', '--yes'], ['history']]) {
    const words = [
      suture.words()[0] ?? '',
      ...command,
      ...(command[0] === 'history' ? [] : ['-i', lab.inventory]),
      '--state-dir',
      theirs,
    ];
    const told = await runCommand(process.execPath, words);
    expect(told.status).toBe(2);
    expect(told.stderr).toContain(`the state folder ${theirs} can't be used: ${theirs} can be written by anybody`);
  }
  execFileSync('chmod', ['0755', theirs]);
  const told = await runCommand(process.execPath, [
    suture.words()[0] ?? '',
    'run',
    'fix-502',
    '--yes',
    '-i',
    lab.inventory,
    '--state-dir',
    theirs,
  ]);
  expect(told.stderr).toContain(`${theirs}/runs is a link that another user (uid 65533) made`);
  expect(readdirSync(target)).toEqual([]);
});

test("a runner's disk that fills up while hosts are changed: what has begun is brought to its end, nothing else begins, and both are told", async () => {
  for (const host of lab.hosts) await lab.breakHost(host, 'fpm-stopped');
  const small = join(folder, 'small');
  mkdirSync(small, { mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=0700', 'tmpfs', small]);
  try {
    const running = runCommand(process.execPath, [
      ...suture.words('run', 'fix-502', '--yes', '--output', 'json').slice(0, -1),
      small,
    ]);
    const runs = join(small, 'runs');
    const record = (): string => {
      const [run] = existsSync(runs) ? readdirSync(runs) : [];
      const file = run === undefined ? '' : join(runs, run, 'events.jsonl');
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    };
    await until('a host is being changed', () => record().includes('host-changing'));
    fill(join(small, 'filler'));
    const { status, stdout, stderr } = await running;
    const { hosts } = JSON.parse(stdout) as {
      hosts: { host: string; status: string; error?: { reason: string; message: string } }[];
    };
    expect(hosts.map((host) => host.status).toSorted()).toEqual(['changed', 'refused']);
    const [refused] = hosts.filter((host) => host.status === 'refused');
    expect(refused?.error).toMatchObject({
      reason: expect.stringMatching(/run-not-recorded|evidence-not-kept/) as string,
    });
    expect(refused?.error?.message).toMatch(/ENOSPC/);
    expect(stderr).toContain('could not be written to its end: the disk is full (ENOSPC)');
    expect(status).toBe(8);
    // What was recorded can be read, and the host has its undo.
    rmSync(join(small, 'filler'));
    for (const line of record().trimEnd().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
    const shown = await runCommand(process.execPath, [suture.words()[0] ?? '', 'history', '--state-dir', small]);
    expect(shown.status).toBe(0);
  } finally {
    execFileSync('umount', [small]);
  }
});

/** Leaves not one block. */
function fill(file: string): void {
  writeFileSync(file, '');
  const descriptor = openSync(file, 'a');
  const block = Buffer.alloc(4096, 1);
  try {
    for (;;) writeSync(descriptor, block);
  } catch {
    closeSync(descriptor);
  }
}
