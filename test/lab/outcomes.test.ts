import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { sideBySide } from './side-by-side.ts';
import { type Ended, type Suture, sutureOn } from './suture.ts';

// One fleet run over hosts that are well, broken, or out of reach in every way: each has its own outcome, in time.

const connectTimeout = 3;
const timeout = 8;
/** What a busy machine may add to a deadline. */
const slackMs = 3000;

const plight = ['broken', 'other-key', 'unknown-key', 'shell-hangs', 'probe-hangs', 'sshd-frozen', 'sshd-stopped'];
const faults: Readonly<Record<string, string>> = {
  broken: 'fpm-stopped',
  'other-key': 'host-key-changed',
  'shell-hangs': 'commands-hang',
  'sshd-frozen': 'sshd-hangs',
  'sshd-stopped': 'sshd-stopped',
};

let lab: Lab;
let suture: Suture;
let silent: Server;
let folder: string;
let run: Ended;
const containers = new Map<string, string>();

beforeAll(async () => {
  lab = await bringUpAnew('outcomes', plight.length + 1);
  folder = mkdtempSync(join(tmpdir(), 'suture-outcomes-'));
  plight.forEach((name, index) => containers.set(name, lab.hosts[index + 1] ?? ''));
  await sideBySide(Object.entries(faults), ([name, fault]) => lab.breakHost(container(name), fault));
  // What the probe bounds every answer with: the host's own `timeout` has to end the whole.
  await lab.execOn(container('probe-hangs'), hanging('head'));
  silent = createServer((socket) => socket.on('error', () => undefined));
  suture = sutureOn({ inventory: inventory(await listen(silent)), knownHosts: knownHosts() });
  run = await suture.fleet('run', 'fix-502', '--yes', ...deadlines);
});

afterAll(async () => {
  silent.close();
  suture.dispose();
  rmSync(folder, { recursive: true });
  await lab.takeDown();
});

const deadlines = ['--connect-timeout', String(connectTimeout), '--timeout', String(timeout)];
const container = (name: string): string => containers.get(name) ?? 'web01';

const hanging = (program: string): string =>
  `printf '#!/bin/sh\\nexec sleep 987654\\n' >/usr/local/bin/${program}; chmod +x /usr/local/bin/${program}`;

const listen = (server: Server): Promise<number> =>
  new Promise((listening) => {
    server.listen(0, '127.0.0.1', () => listening((server.address() as AddressInfo).port));
  });

/** Several names for the first host, which is well, so that what tells them apart is how they are reached. */
function inventory(silentPort: number): string {
  const vars = { ansible_user: 'ops', ansible_ssh_private_key_file: lab.privateKey, ansible_become: true };
  const well = { ansible_host: '127.0.0.1', ansible_port: lab.sshPort('web01') };
  const hosts = {
    well,
    'no-sudo': { ...well, ansible_user: 'nosudo' },
    'password-missing': { ...well, ansible_user: 'pwsudo' },
    'password-wrong': { ...well, ansible_user: 'pwsudo', ansible_become_password: 'guess' },
    'password-given': { ...well, ansible_user: 'pwsudo', ansible_become_password: 'suture-lab' },
    stranger: { ...well, ansible_user: 'stranger' },
    'closed-port': { ...well, ansible_port: 1 },
    'silent-port': { ...well, ansible_port: silentPort },
    'http-port': { ...well, ansible_port: lab.httpPort('web01') },
    ...Object.fromEntries(plight.map((name) => [name, { ...well, ansible_port: lab.sshPort(container(name)) }])),
  };
  const path = join(folder, 'inventory.yml');
  writeFileSync(path, JSON.stringify({ all: { vars, hosts } }));
  return path;
}

function knownHosts(): string {
  const unknown = `[127.0.0.1]:${lab.sshPort(container('unknown-key'))} `;
  const lines = readFileSync(lab.knownHosts, 'utf8').split('\n');
  const path = join(folder, 'known_hosts');
  writeFileSync(path, lines.filter((line) => !line.startsWith(unknown)).join('\n'));
  return path;
}

const inTime = connectTimeout * 1000 + slackMs;

describe('one run over all of them', () => {
  test.each([
    ['no-sudo', 'failed', 'become-password-needed', inTime],
    ['password-missing', 'failed', 'become-password-needed', inTime],
    ['password-wrong', 'failed', 'become-password-wrong', inTime + 3000],
    ['stranger', 'unreachable', 'auth-failed', inTime],
    ['closed-port', 'unreachable', 'connection-refused', inTime],
    ['sshd-stopped', 'unreachable', 'connection-refused', inTime],
    ['sshd-frozen', 'unreachable', 'connect-timeout', inTime],
    ['silent-port', 'unreachable', 'connect-timeout', inTime],
    ['http-port', 'unreachable', 'not-ssh', inTime],
    ['other-key', 'unreachable', 'host-key-changed', inTime],
    ['unknown-key', 'unreachable', 'host-key-unknown', inTime],
    ['shell-hangs', 'unreachable', 'exec-timeout', inTime + timeout * 1000],
    ['probe-hangs', 'unreachable', 'exec-timeout', inTime + timeout * 1000],
  ])('%s is %s: %s', (name, status, reason, withinMs) => {
    const host = run.host(name);
    expect({ status: host.status, reason: host.error?.reason }).toEqual({ status, reason });
    expect(host.elapsedMs).toBeLessThan(withinMs);
  });

  test('does the others as if they were alone', async () => {
    expect(run.host('well')).toMatchObject({ status: 'ok', findings: [] });
    expect(run.host('password-given')).toMatchObject({ status: 'ok', findings: [] });
    expect(run.host('broken')).toMatchObject({ status: 'changed', findings: [] });
    expect(await lab.httpStatus(container('broken'))).toBe(200);
  });

  test('has one outcome for each host, and the exit code of the worst', () => {
    expect(run.hosts).toHaveLength(16);
    expect(run.exitCode).toBe(4);
  });

  test('leaves no process on a host whose commands hang', async () => {
    const ours = `ps -eo user=,args= | grep -E 'sleep|timeout|sh -s|sudo|^(ops|pwsudo|nosudo)' | grep -v grep`;
    for (const name of ['shell-hangs', 'probe-hangs']) {
      await expect.poll(async () => (await lab.execOn(container(name), ours)).stdout, { timeout: 20_000 }).toBe('');
    }
  });
});

test('hosts out of reach alone end with 5', async () => {
  const { exitCode, host } = await suture.fleet('check', '--limit', 'well,closed-port,unknown-key', ...deadlines);
  expect(exitCode).toBe(5);
  expect(host('well').status).toBe('healthy');
});

test('sudo’s password may come from a file', async () => {
  const file = join(folder, 'password');
  writeFileSync(file, 'suture-lab\n', { mode: 0o600 });
  const { exitCode, host } = await suture.fleet('check', '--limit', 'password-missing', '--become-password-file', file);
  expect({ exitCode, status: host('password-missing').status }).toEqual({ exitCode: 0, status: 'healthy' });
});
