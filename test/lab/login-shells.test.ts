import { afterAll, beforeAll, expect, test } from 'vitest';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';

// Users whose login shell isn't POSIX's: what they are told to run is the same, and quoted for any of these.

const host = 'web01';
const shells = { csh: '/bin/tcsh', fish: '/usr/bin/fish', zsh: '/usr/bin/zsh' };
let lab: Lab;
let suture: Suture;

beforeAll(async () => {
  lab = await bringUpAnew('login-shells', 1, 'plus');
  suture = sutureOn(lab);
  const add = Object.entries(shells).map(
    ([user, shell]) => `useradd -m -s ${shell} ${user}user
      mkdir /home/${user}user/.ssh; cp /home/ops/.ssh/authorized_keys /home/${user}user/.ssh/; chown -R ${user}user: /home/${user}user
      echo '${user}user ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/${user}`,
  );
  const { status, stderr } = await lab.execOn(host, `set -e\n${add.join('\n')}`);
  expect([status, stderr]).toEqual([0, '']);
});

afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

test.each(Object.keys(shells))('%s: a host is looked at, repaired and taken back', async (shell) => {
  const as = ['--limit', host, '-e', `ansible_user=${shell}user`];
  expect((await suture.fleet('check', ...as)).host(host).status).toBe('healthy');
  await lab.execOn(host, 'systemctl reset-failed');
  await lab.breakHost(host, 'socket-denied');
  const { host: of, exitCode } = await suture.fleet('run', 'fix-502', '--yes', ...as);
  expect([of(host).error, of(host).status, exitCode]).toEqual([undefined, 'changed', 0]);
  expect(await lab.httpStatus(host)).toBe(200);
  expect((await suture.fleet('rollback', 'last', '--yes', ...as)).host(host).status).toBe('rolled-back');
  expect(await lab.httpStatus(host)).toBe(502);
  expect((await suture.fleet('run', 'fix-502', '--yes', ...as)).host(host).status).toBe('changed');
});
