import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { runCommand } from './command.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { severableWay } from './severable.ts';
import { type HostJson, type Suture, sutureOn } from './suture.ts';
import { until } from './until.ts';

// What `on_failure` and `always` do on a real host, however its steps end.

const HOST = 'web01';
const POOL = '/etc/php/8.2/fpm/pool.d/www.conf';
// nginx goes on asking at the old address: the look after it is worse, and it is taken back.
const BREAKING = 'set_pool_option: { pool: www, options: { listen: /run/php/other.sock } }';
const FAILED = 'set_pool_option: { pool: www, options: { pm.max_requests: 77 } }';
const ENDED = `set_pool_option: { pool: www, options: { catch_workers_output: "{{ 'yes' if outcome == 'changed' else 'no' }}" } }`;

let lab: Lab;
let suture: Suture;
const folder = mkdtempSync(join(tmpdir(), 'suture-blocks-'));

beforeAll(async () => {
  lab = await bringUpAnew('blocks', 1);
  suture = sutureOn(lab);
});
beforeEach(() => lab.heal(HOST));
afterAll(async () => {
  suture.dispose();
  rmSync(folder, { recursive: true, force: true });
  await lab.takeDown();
});

function playbook(steps: string, onFailure = FAILED, always = ENDED): string {
  const file = join(folder, 'p.yml');
  writeFileSync(
    file,
    `- hosts: all\n  steps:\n    - ${steps}\n  on_failure:\n    - ${onFailure}\n  always:\n    - ${always}\n`,
  );
  return file;
}

const onHost = async (command: string): Promise<string> => (await lab.execOn(HOST, command)).stdout.trim();
const said = (options: string): Promise<string> => onHost(`grep -E '^(${options}) ' ${POOL}`);
const done = ({ changes }: HostJson) =>
  changes
    .filter(({ kind }) => kind === 'write-file')
    .map(({ summary, state, afterwards = false }) => [summary, state, afterwards]);

test('after steps that were taken back both blocks are done, and a rollback takes these back exactly', async () => {
  const before = await lab.snapshot(HOST);
  const dry = await suture.fleet('run', playbook(BREAKING), '--check');
  expect(dry.exitCode).toBe(3);
  expect(await lab.snapshot(HOST)).toEqual(before);

  const ended = await suture.fleet('run', playbook(BREAKING), '--yes');
  expect(ended.exitCode).toBe(6);
  expect(ended.host(HOST)).toMatchObject({ status: 'rolled-back', error: { reason: 'verify-worse' } });
  expect(done(ended.host(HOST))).toEqual([
    [expect.stringContaining('→ `listen = /run/php/other.sock`'), 'undone', false],
    [expect.stringMatching(/`pm\.max_requests = 77`.*`catch_workers_output = no`/), 'done', true],
  ]);
  expect(await said('pm.max_requests|catch_workers_output')).toBe('pm.max_requests = 77\ncatch_workers_output = no');

  expect((await suture.fleet('rollback', 'last', '--check')).host(HOST).changes[0]?.summary).toBe(`restore ${POOL}`);
  expect((await suture.fleet('rollback', 'last', '--yes')).exitCode).toBe(0);
  expect(await lab.snapshot(HOST)).toEqual(before);
});

test('after steps that went well only `always` is done, and a rollback takes both back in the right order', async () => {
  const before = await lab.snapshot(HOST);
  const ended = await suture.fleet(
    'run',
    playbook('set_pool_option: { pool: www, options: { pm.max_requests: 55 } }'),
    '--yes',
  );
  expect(ended.exitCode).toBe(0);
  expect(ended.host(HOST).status).toBe('changed');
  expect(await said('pm.max_requests|catch_workers_output')).toBe('pm.max_requests = 55\ncatch_workers_output = yes');

  const dry = await suture.fleet('rollback', ended.run, '--check');
  expect(dry.host(HOST)).toMatchObject({ status: 'would-change' });
  expect((await suture.fleet('rollback', ended.run, '--yes')).host(HOST).status).toBe('rolled-back');
  expect(await lab.snapshot(HOST)).toEqual(before);
});

test('a host on which nothing is begun is left alone by the blocks too', async () => {
  const before = await lab.snapshot(HOST);
  const ended = await suture.fleet('run', playbook('service: { unit: nginx.service, state: started }'), '--yes');
  expect(ended.host(HOST)).toMatchObject({ status: 'ok', changes: [] });
  expect(await lab.snapshot(HOST)).toEqual(before);
});

test('a block that goes wrong makes the host failed, and leaves what the steps did', async () => {
  const steps = 'set_pool_option: { pool: www, options: { pm.max_requests: 55 } }';
  const ended = await suture.fleet('run', playbook(steps, FAILED, BREAKING), '--yes');
  expect(ended.exitCode).toBe(4);
  expect(ended.host(HOST)).toMatchObject({ status: 'failed', error: { reason: 'afterwards-failed' } });
  expect(ended.host(HOST).error?.message).toContain('the second look is not better');
  expect(await said('pm.max_requests|listen')).toBe('listen = /run/php/php8.2-fpm.sock\npm.max_requests = 55');
  expect(await lab.httpStatus(HOST)).toBe(200);
});

test('a host that was lost in the middle is waited for, settled, and then has its blocks done', async () => {
  const before = await lab.snapshot(HOST);
  await slowRestarts();
  const way = await severableWay(lab.sshPort(HOST));
  const reach = ['-e', `ansible_port=${way.port}`, '--host-keys', 'accept-new', '--confirm-within', '20'];
  const there = sutureOn({ ...lab, knownHosts: join(folder, 'known_hosts') });
  const steps = 'set_pool_option: { pool: www, options: { pm.max_requests: 55 } }';
  const run = runCommand(process.execPath, [...there.words('run', playbook(steps), '--yes', ...reach), '-o', 'json']);
  await until(
    'the transaction is under way',
    async () => (await onHost('ls /var/lib/suture/tx/*/state.applying')) !== '',
  );
  way.shut(true);
  way.sever();
  await until(
    'the host has undone it by itself',
    async () => (await onHost('ls /var/lib/suture/tx/*/state.undone')) !== '',
  );
  way.shut(false);
  const { status, stdout } = await run;
  const { hosts } = JSON.parse(stdout) as { readonly hosts: readonly HostJson[] };
  expect(hosts[0]).toMatchObject({
    status: 'rolled-back',
    error: { hint: expect.stringContaining('came back') as string },
  });
  expect(status).toBe(6);
  expect(await said('pm.max_requests|catch_workers_output')).toBe('pm.max_requests = 77\ncatch_workers_output = no');
  await onHost('rm -r /etc/systemd/system/php8.2-fpm.service.d && systemctl daemon-reload');
  expect((await there.fleet('rollback', 'last', '--yes', ...reach.slice(0, 4))).exitCode).toBe(0);
  expect(await lab.snapshot(HOST)).toEqual(before);
  there.dispose();
  way.close();
});

test('what a killed runner has left open of a block is settled by undo, and what was confirmed stays', async () => {
  await slowRestarts();
  const steps = 'set_nginx_directive: { block: http, directives: { client_body_timeout: 44s } }';
  const runner = suture.start('run', playbook(steps), '--yes', '--confirm-within', '3000');
  await until(
    'the block is under way',
    async () => (await onHost('ls /var/lib/suture/tx/*-after/state.applying')) !== '',
  );
  runner.kill('SIGKILL');
  const undone = await suture.fleet('undo', 'last');
  expect(undone.host(HOST).status).toBe('rolled-back');
  expect(
    await onHost(`grep -c '^catch_workers_output' ${POOL}; grep -rc client_body_timeout /etc/nginx/nginx.conf`),
  ).toBe('0\n1');
  expect(await onHost('ls /var/lib/suture | grep -c lock')).toBe('0');
});

/** Leaves the time to look at a transaction that restarts PHP-FPM. */
async function slowRestarts(): Promise<void> {
  const unit = '/etc/systemd/system/php8.2-fpm.service.d';
  await onHost(
    `mkdir -p ${unit} && printf '[Service]\nExecStartPre=/bin/sleep 6\n' >${unit}/slow.conf && systemctl daemon-reload`,
  );
}
