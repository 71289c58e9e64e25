import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';
import { atTerminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'suture-trust-'));
const knownHosts = join(folder, 'known_hosts');
const inventory = join(folder, 'inventory.yml');
let lab: Lab;
let suture: Suture;

async function onHost(host: string, command: string): Promise<string> {
  const { status, stdout, stderr } = await lab.execOn(host, command);
  if (status !== 0) throw new Error(`${host}: ${command}: ${stderr}`);
  return stdout.trim();
}

/** web01 as the fleet has it, web02 behind it, and a host that nobody can reach. */
beforeAll(async () => {
  lab = await bringUpAnew('trust', 2);
  const [inside = ''] = (await onHost('web02', 'hostname -I')).split(' ');
  const { privateKey } = lab;
  const hosts = {
    web01: { ansible_host: '127.0.0.1', ansible_port: lab.sshPort('web01') },
    web02: { ansible_host: inside, suture_jump: `ops@127.0.0.1:${String(lab.sshPort('web01'))}` },
    web03: { ansible_host: '127.0.0.1', ansible_port: 1 },
  };
  const vars = { ansible_user: 'ops', ansible_ssh_private_key_file: privateKey };
  writeFileSync(inventory, JSON.stringify({ all: { vars, hosts } }));
  suture = sutureOn({ inventory, knownHosts });
});

afterAll(async () => {
  suture.dispose();
  rmSync(folder, { recursive: true, force: true });
  await lab.takeDown();
});

const statuses = (hosts: readonly { readonly host: string; readonly status: string }[]) =>
  Object.fromEntries(hosts.map(({ host, status }) => [host, status]));

test('without a yes and without a terminal nothing is pinned', async () => {
  const { exitCode, hosts, stderr } = await suture.fleet('trust', '--limit', 'web01');
  expect(exitCode).toBe(8);
  expect(statuses(hosts)).toEqual({ web01: 'refused' });
  const shown = await onHost('web01', 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
  expect(stderr).toContain(shown.split(' ')[1]);
  expect(existsSync(knownHosts)).toBe(false);
});

test('a person who sees the fingerprints pins them, and then those behind the jump host', async () => {
  const terminal = atTerminal(suture.words('trust', '--no-color'));
  await terminal.answer('Pin this key?', 'y');
  await terminal.answer('Pin this key?', 'y');
  expect(await terminal.ended).toBe(5);
  expect(terminal.shown()).toMatch(/web01: pinned.*\s+web02: pinned.*\s+web03: unreachable/);
  expect(readFileSync(knownHosts, 'utf8').trim().split('\n')).toHaveLength(2);
});

test('what is pinned is known, and hosts are reached by it', async () => {
  expect(statuses((await suture.fleet('trust', '--yes')).hosts)).toMatchObject({ web01: 'known', web02: 'known' });
  expect(readFileSync(knownHosts, 'utf8').trim().split('\n')).toHaveLength(2);
  const { hosts } = await suture.fleet('check', '-b');
  expect(statuses(hosts)).toEqual({ web01: 'healthy', web02: 'healthy', web03: 'unreachable' });
});

test('a key that has changed is never pinned, whatever was said beforehand', async () => {
  const before = readFileSync(knownHosts, 'utf8');
  await lab.breakHost('web01', 'host-key-changed');
  const { exitCode, hosts } = await suture.fleet('trust', '--yes', '--limit', 'web01');
  expect(exitCode).toBe(8);
  expect(hosts).toMatchObject([{ status: 'refused', error: { reason: 'host-key-changed' } }]);
  expect(readFileSync(knownHosts, 'utf8')).toBe(before);
});
