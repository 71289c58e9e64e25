import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { type Ended, type Suture, sutureOn } from './suture.ts';

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
