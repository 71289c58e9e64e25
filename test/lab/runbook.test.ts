import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { type Ended, type Suture, sutureOn } from './suture.ts';
import { atTerminal } from './terminal.ts';
import { until } from './until.ts';

// Steps that wait, check and act by themselves, on a real host.

let lab: Lab;
let suture: Suture;
const scratch = mkdtempSync(join(tmpdir(), 'suture-runbook-'));

beforeAll(async () => {
  lab = await bringUpAnew('runbook-steps', 1);
  suture = sutureOn(lab);
});
afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  suture.dispose();
  await lab.takeDown();
});

const on = async (command: string): Promise<string> => (await lab.execOn('web01', command)).stdout.trim();

function play(...steps: readonly string[]): string {
  const file = join(scratch, 'play.yml');
  writeFileSync(file, `- hosts: all\n  steps:\n${steps.map((step) => `    - ${step}\n`).join('')}`);
  return file;
}
const run = (steps: readonly string[], ...args: readonly string[]): Promise<Ended> =>
  suture.fleet('run', play(...steps), ...args);
const states = ({ hosts: [host] }: Ended): readonly string[] =>
  (host?.changes ?? []).map(({ kind, state }) => `${kind} ${state}`);

const pool = '/etc/php/8.2/fpm/pool.d/www.conf';
const raise = 'set_pool_option: { pool: www, options: { pm.max_children: 9 } }';
const socket = 'wait_for: { socket: /run/php/php8.2-fpm.sock, timeout: 10 }';
const site = (status: number): string => `http_check: { url: "http://127.0.0.1/", status: ${status}, timeout: 2 }`;

describe('a play of checks alone', () => {
  const checks = [
    'note: { message: "nginx {{ facts.nginx.version }}" }',
    site(200),
    socket,
    'wait_for: { port: 80 }',
    'wait_for: { unit: nginx.service }',
    'wait_for: { path: /nowhere, state: absent }',
  ];

  test('is asked without a question, in a dry run as well, and leaves nothing on the host', async () => {
    for (const args of [[], ['--check']]) {
      const ended = await run(checks, ...args);
      expect([ended.exitCode, ended.host('web01').status]).toEqual([0, 'ok']);
      expect(states(ended)).toEqual(Array<string>(5).fill('wait done'));
      expect(ended.stdout).toContain('nginx 1.');
    }
    expect(await on('ls -A /var/lib/suture 2>/dev/null')).toBe('');
  });

  test('fails the host where one does not hold, and asks no more', async () => {
    const ended = await run([site(200), site(204), socket]);
    expect([ended.exitCode, ended.host('web01').error]).toMatchObject([
      4,
      { reason: 'check-failed', message: expect.stringContaining('it answers 200 OK') as string },
    ]);
    expect(states(ended)).toEqual(['wait done', 'wait failed', 'wait skipped']);
  });
});

describe('a check after changes', () => {
  test('keeps them where it holds, each side of it in the order that is safe', async () => {
    const restart = 'service: { unit: php8.2-fpm.service, state: restarted }';
    const ended = await run([restart, socket, 'service: { unit: nginx.service, state: reloaded }', site(200)], '--yes');
    expect([ended.exitCode, ...states(ended)]).toEqual([
      0,
      ...['gate done', 'service done', 'wait done', 'gate done', 'service done', 'wait done'],
    ]);
  });

  test('undoes them where it does not', async () => {
    const before = await on(`cat ${pool}`);
    const ended = await run([raise, socket, site(204)], '--yes');
    expect([ended.exitCode, ended.host('web01').status]).toEqual([6, 'rolled-back']);
    expect(ended.host('web01').error).toMatchObject({
      reason: 'gate-failed',
      message: expect.stringContaining('it answers 200 OK') as string,
    });
    expect(await on(`cat ${pool}`)).toBe(before);
  });
});

describe('a command', () => {
  const make = [
    'command: { cmd: "echo made >/root/made; echo token=s3cr3t", creates: /root/made, undo: "rm /root/made" }',
    'command: { argv: [cp, /root/made, /root/copy], unless: [test, -e, /root/copy], undo: [rm, /root/copy] }',
  ];
  const made = (): Promise<string> => on('cat /root/made /root/copy 2>/dev/null | xargs');

  test('is only asked for in a dry run, is run once, and is taken back', async () => {
    const dry = await run(make, '--check');
    expect([dry.exitCode, states(dry), await made()]).toEqual([3, ['command planned', 'command planned'], '']);
    const ended = await run(make, '--yes');
    expect([ended.exitCode, states(ended), await made()]).toEqual([0, ['command done', 'command done'], 'made made']);
    expect(await on('journalctl -t suture; cat /var/lib/suture/log')).not.toContain('s3cr3t');
    const journal = await suture.journal('show', ended.run, '-o', 'json');
    expect(journal.stdout).not.toContain('s3cr3t');
    const again = await run(make, '--yes');
    expect([again.exitCode, states(again)]).toEqual([0, []]);
    const preview = await suture.fleet('rollback', ended.run, '--check');
    expect(preview.host('web01').changes.map(({ summary }) => summary)).toEqual([
      'run: rm /root/copy',
      'run: rm /root/made',
    ]);
    expect((await suture.fleet('rollback', ended.run, '--yes')).exitCode).toBe(0);
    expect(await made()).toBe('');
  });

  test('that fails has its words told, and undoes what was done before it', async () => {
    const failing = 'command: { cmd: "echo half >/root/half; echo no room >&2; exit 3", undo: "rm /root/half" }';
    const ended = await run([...make, failing], '--yes');
    expect([ended.exitCode, ended.host('web01').error]).toMatchObject([
      6,
      { reason: 'change-failed', message: expect.stringContaining('no room') as string },
    ]);
    expect(await on('cat /root/half /root/made 2>/dev/null')).toBe('');
  });

  test('of a saved plan is refused once it has nothing to do any more', async () => {
    const file = join(scratch, 'plan.json');
    expect((await run(make, '--check', '--save-plan', file)).exitCode).toBe(3);
    await on('touch /root/copy');
    const stale = await suture.fleet('apply', file, '--yes');
    expect([stale.exitCode, stale.host('web01').differences.map(({ found }) => found)]).toEqual([8, ['succeeds']]);
    await on('rm /root/copy');
    const applied = await suture.fleet('apply', file, '--yes');
    expect([applied.exitCode, await made()]).toEqual([0, 'made made']);
    expect((await suture.fleet('rollback', applied.run, '--yes')).exitCode).toBe(0);
  });

  test('that takes too long is killed, and so is what it started', async () => {
    const slow =
      'command: { cmd: "touch /root/slow; sleep 4242 & sleep 4242", undo: "rm /root/slow" }\n      timeout: 1';
    const ended = await run([slow], '--yes');
    expect([ended.exitCode, ended.host('web01').error?.message]).toEqual([6, expect.stringContaining('it had 1 s')]);
    expect(await on('ls /root/slow; pgrep -f "sleep 424[2]"')).toBe('');
  });

  test('during which the runner is killed goes on to its end, and then the host undoes it all by itself', async () => {
    const file = play(raise, 'command: { cmd: "touch /root/long; sleep 4", undo: "rm /root/long" }\n      timeout: 8');
    const before = await on(`cat ${pool}`);
    const runner = suture.start('run', file, '--yes', '--confirm-within', '10');
    await until('the command runs', async () => (await on('ls /root/long 2>/dev/null')) !== '');
    runner.kill('SIGKILL');
    const left = (): Promise<string> => on('ls -d /root/long /var/lib/suture/lock 2>/dev/null');
    await until('the host has undone it', async () => (await left()) === '');
    expect(await on(`cat ${pool}`)).toBe(before);
  });
});

describe('patience', () => {
  test('a command is tried again on the host, as often as its step says', async () => {
    const third = `command: { cmd: "echo x >>/root/tries; [ $(wc -l </root/tries) -ge 3 ]", undo: "rm -f /root/tries" }`;
    const less = await run([`${third}\n      retries: 1\n      delay: 0`], '--yes');
    expect([less.exitCode, await on('ls /root/tries 2>/dev/null')]).toEqual([6, '']);
    const enough = await run([`${third}\n      retries: 2\n      delay: 0`], '--yes');
    expect([enough.exitCode, await on('wc -l </root/tries')]).toEqual([0, '3']);
    await on('rm /root/tries');
  });

  test('a host is looked at anew until what a step waits for is so, or it is left alone', async () => {
    const waits = 'note: { message: it came }\n      until: facts.nginx.active\n      delay: 1\n      retries:';
    await on('systemctl stop nginx');
    const alone = await run([`${waits} 1`]);
    expect([alone.exitCode, alone.host('web01')]).toMatchObject([8, { status: 'refused', error: { reason: 'until' } }]);
    const waiting = run([`${waits} 20`]);
    await on('sleep 3; systemctl start nginx');
    const ended = await waiting;
    expect([ended.exitCode, ended.host('web01').status]).toEqual([0, 'ok']);
  });

  test('a question is as good as answered with --yes, and without a terminal nothing is begun', async () => {
    const asks = [
      'pause: { prompt: "Is it drained?" }',
      'command: { cmd: "touch /root/asked", undo: "rm /root/asked" }',
    ];
    const refused = await run(asks);
    expect([refused.exitCode, await on('ls /root/asked 2>/dev/null')]).toEqual([8, '']);
    expect(refused.stdout).toContain('Is it drained?');
    expect((await run([...asks, 'pause: { seconds: 1 }'], '--yes')).exitCode).toBe(0);
  });

  test('a person answers a question before the host is begun: a no leaves it alone', async () => {
    const file = play(
      'pause: { prompt: "Is it drained now?" }',
      'command: { cmd: "touch /root/answered", undo: "rm /root/answered" }',
    );
    for (const [answer, status] of [
      ['n', 8],
      ['y', 0],
    ] as const) {
      const terminal = atTerminal(suture.words('run', file, '--no-color'));
      await terminal.answer('Is it drained now? [y/N]', answer);
      if (answer === 'y') {
        expect(await on('ls /root/answered 2>/dev/null')).toBe('');
        await terminal.answer('Apply this to this host? [y/N]', 'y');
      }
      expect(await terminal.ended).toBe(status);
    }
    expect(await on('ls /root/answered')).toBe('/root/answered');
  });
});
