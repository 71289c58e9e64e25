import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { sideBySide } from './side-by-side.ts';
import { type Suture, sutureOn } from './suture.ts';

// What each shipped playbook does to real hosts; fix-502 has its own test.

const pool = '/etc/php/8.2/fpm/pool.d/www.conf';

let lab: Lab;
let suture: Suture;

beforeAll(async () => {
  lab = await bringUpAnew('playbooks', 2);
  suture = sutureOn(lab);
});
beforeEach(() => sideBySide(lab.hosts, (host) => lab.heal(host)));
afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

const on = async (host: string, command: string): Promise<string> => (await lab.execOn(host, command)).stdout.trim();
const everything = (): Promise<readonly string[]> => sideBySide(lab.hosts, (host) => lab.snapshot(host));
const pids = (host: string): Promise<string> => on(host, 'systemctl show -P MainPID nginx php8.2-fpm | xargs');
const answers = (): Promise<readonly (number | string)[]> => sideBySide(lab.hosts, (host) => lab.httpStatus(host));

describe('check-only', () => {
  test('passes sound hosts, and refuses one whose nginx would not take its files; neither is touched', async () => {
    await lab.breakHost('web02', 'nginx-config-invalid');
    const before = await everything();
    const ended = await suture.fleet('run', 'check-only', '--yes');
    expect(ended.exitCode).toBe(8);
    expect(ended.host('web01')).toMatchObject({ status: 'ok', changes: [] });
    expect(ended.host('web02')).toMatchObject({
      status: 'refused',
      changes: [],
      error: { reason: 'assertion-failed', message: expect.stringContaining('nginx refuses its own files') as string },
    });
    expect(await everything()).toEqual(before);
  });
});

describe('restart-stack', () => {
  test('restarts both sides of every host, which answer as before', async () => {
    const before = await sideBySide(lab.hosts, pids);
    const ended = await suture.fleet('run', 'restart-stack', '--yes');
    expect(ended.exitCode).toBe(0);
    const after = await sideBySide(lab.hosts, pids);
    for (const [index, ids] of before.entries()) {
      const old = new Set(ids.split(' '));
      expect(after[index]?.split(' ').filter((pid) => old.has(pid))).toEqual([]);
    }
    expect(await answers()).toEqual([200, 200]);
  });

  test('only has the files read anew with --tags reload, and restarts nothing with --check', async () => {
    const before = await sideBySide(lab.hosts, pids);
    expect((await suture.fleet('run', 'restart-stack', '--check')).exitCode).toBe(3);
    const ended = await suture.fleet('run', 'restart-stack', '--tags', 'reload', '--yes');
    expect(ended.exitCode).toBe(0);
    expect(
      ended
        .host('web01')
        .changes.map(({ summary }) => summary)
        .slice(-2),
    ).toEqual(['reload php8.2-fpm.service', 'reload nginx.service']);
    expect(await sideBySide(lab.hosts, pids)).toEqual(before);
  });

  test('restarts nothing where nginx would not come up again', async () => {
    await lab.breakHost('web02', 'nginx-config-invalid');
    const before = await pids('web02');
    expect((await suture.fleet('run', 'restart-stack', '--yes')).host('web02').status).toBe('refused');
    expect(await pids('web02')).toBe(before);
  });
});

describe('raise-workers', () => {
  const workers = (host: string): Promise<string> => on(host, `sed -n 's/^pm.max_children = //p' ${pool}`);

  test('writes what a dry run has shown, leaves alone what has it already, and can be taken back', async () => {
    const before = await on('web01', `cat ${pool}`);
    const dry = await suture.fleet('run', 'raise-workers', '--check');
    const ended = await suture.fleet('run', 'raise-workers', '--yes');
    const shown = (each: typeof dry): unknown => each.hosts.map(({ changes }) => changes.map(({ summary }) => summary));
    expect([ended.exitCode, shown(ended)]).toEqual([0, shown(dry)]);
    expect(await sideBySide(lab.hosts, workers)).toEqual(['20', '20']);
    expect((await suture.fleet('run', 'raise-workers', '--yes')).hosts.flatMap(({ changes }) => changes)).toEqual([]);
    expect((await suture.fleet('rollback', ended.run, '--yes')).exitCode).toBe(0);
    expect(await on('web01', `cat ${pool}`)).toBe(before);
  });
});
