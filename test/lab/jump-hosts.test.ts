import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JumpHost, SshConnection } from '../../src/inventory/inventory.ts';
import { createKeyRing } from '../../src/transport/key-ring.ts';
import { loadKnownHosts } from '../../src/transport/load-known-hosts.ts';
import { openHost } from '../../src/transport/open-host.ts';
import { readScript } from '../../src/transport/script.ts';
import type { SessionError } from '../../src/transport/session.ts';
import type { TransportOptions } from '../../src/transport/transport-options.ts';
import { freshFolder } from '../transport/keys.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { sutureOn } from './suture.ts';
import { until } from './until.ts';

// web01 is the jump host of web02 and web03, which are reached by the addresses that they have among themselves.
const folder = freshFolder();
const knownHosts = join(folder, 'known_hosts');
const limits = { timeoutMs: 60_000, maxOutputBytes: 100_000 };

let lab: Lab;
let gate: JumpHost;
const address = new Map<string, string>();

async function onHost(host: string, command: string): Promise<string> {
  const { status, stdout, stderr } = await lab.execOn(host, command);
  if (status !== 0) throw new Error(`${host}: ${command}: ${stderr}`);
  return stdout.trim();
}

const logins = async (host: string): Promise<number> =>
  Number(await onHost(host, 'journalctl -u ssh -o cat --no-pager | grep -c ^Accepted || true'));

beforeAll(async () => {
  lab = await bringUpAnew('jump-hosts', 3);
  const pinned = [readFileSync(lab.knownHosts, 'utf8')];
  for (const host of lab.hosts) {
    const [own = ''] = (await onHost(host, 'hostname -I')).split(' ');
    address.set(host, own);
    pinned.push(`${own} ${await onHost(host, "cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub")}\n`);
  }
  writeFileSync(knownHosts, pinned.join(''));
  const drop = "'{ type filter hook input priority 0; }'; nft add rule inet test in tcp dport 2222 drop";
  await onHost('web02', `nft add table inet test; nft add chain inet test in ${drop}`);
  gate = {
    address: '127.0.0.1',
    port: lab.sshPort('web01'),
    user: 'ops',
    keyFiles: [lab.privateKey],
    configured: null,
  };
});

afterAll(() => lab.takeDown());

const options = (over: Partial<TransportOptions> = {}): TransportOptions => ({
  connectTimeoutMs: 10_000,
  knownHosts: loadKnownHosts([knownHosts]),
  hostKeys: 'strict',
  keys: createKeyRing(() => Promise.resolve(null)),
  agentSocket: null,
  jumpLinks: new Map(),
  openSsh: { jumps: new Map(), hosts: new Set() },
  ...over,
});

const behind = (host: string, over: Partial<SshConnection> = {}): SshConnection => ({
  kind: 'ssh',
  client: 'either',
  host,
  address: address.get(host) ?? '',
  port: 22,
  user: 'ops',
  keyFiles: [lab.privateKey],
  password: null,
  become: null,
  jumps: [gate],
  proxyCommand: null,
  configured: null,
  ...over,
});

async function open(connection: SshConnection, shared = options()) {
  const opened = await openHost(connection, shared);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

async function refusal(connection: SshConnection, shared = options()) {
  const opened = await openHost(connection, shared);
  if (opened.ok) throw new Error('it was not to be reached');
  return opened.error;
}

test('many hosts, and many logins to one, share one login to the jump host', async () => {
  const before = await logins('web01');
  const shared = options();
  const hosts = await Promise.all(['web02', 'web03', 'web02', 'web03'].map((host) => open(behind(host), shared)));
  const said = await Promise.all(hosts.map((host) => host.reading.ask(readScript('hostname'), limits)));
  for (const host of hosts) host.close();
  expect(said.map((each) => (each.ok ? each.value.stdout.toString() : each.error.message))).toEqual([
    'web02\n',
    'web03\n',
    'web02\n',
    'web03\n',
  ]);
  expect(await logins('web01')).toBe(before + 1);
  await until('nobody uses the jump host any more', () => shared.jumpLinks.size === 0);
});

test('much output comes through whole', async () => {
  const host = await open(behind('web02'));
  const script = readScript('head -c 9000000 /dev/zero | tr "\\0" x');
  const said = await host.reading.ask(script, { ...limits, maxOutputBytes: 10_000_000 });
  host.close();
  expect(said.ok && said.value.stdout.length).toBe(9_000_000);
});

test('a chain goes through all of its hosts, and shares the first of them', async () => {
  const before = [await logins('web01'), await logins('web02')];
  const shared = options();
  const second = { ...gate, address: address.get('web02') ?? '', port: 22 };
  const near = open(behind('web02'), shared);
  const far = await open(behind('web03', { jumps: [gate, second] }), shared);
  const came = await far.reading.ask(readScript('echo "$SSH_CONNECTION"'), limits);
  for (const host of [await near, far]) host.close();
  expect(came.ok && came.value.stdout.toString().split(' ')[0]).toBe(address.get('web02'));
  expect([await logins('web01'), await logins('web02')]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 2]);
});

test.each<[string, () => readonly [SshConnection, Partial<TransportOptions>?], SessionError['reason'], RegExp]>([
  [
    'the jump host shows a key that nobody pinned',
    () => [behind('web02'), { knownHosts: loadKnownHosts([]) }],
    'host-key-unknown',
    /^the jump host ops@127\.0\.0\.1:\d+: no known_hosts/,
  ],
  [
    'the host behind it shows a key that nobody pinned',
    () => [behind('web02'), { knownHosts: loadKnownHosts([lab.knownHosts]) }],
    'host-key-unknown',
    /has a key for 172\./,
  ],
  [
    'the jump host lets that user not in',
    () => [behind('web02', { jumps: [{ ...gate, user: 'nobody' }] })],
    'auth-failed',
    /^the jump host nobody@127\.0\.0\.1:\d+: the host did not let/,
  ],
  [
    'nothing listens on the jump host',
    () => [behind('web02', { jumps: [{ ...gate, port: 1 }] })],
    'connection-refused',
    /^the jump host ops@127\.0\.0\.1:1: nothing listens there \(ECONNREFUSED\)$/,
  ],
  [
    'nothing listens on the host behind it',
    () => [behind('web02', { port: 1 })],
    'connection-refused',
    /:1: the jump host ops@127.* could not connect to it/,
  ],
  [
    'the host behind it has a name that the jump host does not know',
    () => [behind('web02', { address: 'nowhere.invalid' })],
    'name-not-resolved',
    /^nowhere\.invalid:22: the jump host ops@127.* could not connect to it/,
  ],
  [
    'the host behind it drops every packet',
    () => [behind('web02', { port: 2222 }), { connectTimeoutMs: 1_000 }],
    'connect-timeout',
    /:2222: the jump host ops@127.* got no connection to it within 1 s$/,
  ],
])('%s, and the error names the hop', async (_, way, reason, message) => {
  const [connection, over] = way();
  const error = await refusal(connection, options(over));
  expect(error.message).toMatch(message);
  expect(error.reason).toBe(reason);
});

test('a jump host that may not forward is named, with where to look', async () => {
  await onHost('web01', "echo 'AllowTcpForwarding no' > /etc/ssh/sshd_config.d/00-jump.conf && systemctl restart ssh");
  const error = await refusal(behind('web02'));
  await onHost('web01', 'rm /etc/ssh/sshd_config.d/00-jump.conf && systemctl restart ssh');
  expect(error).toMatchObject({
    message: expect.stringContaining('may not connect to it') as string,
    hint: expect.stringContaining('AllowTcpForwarding') as string,
  });
});

test('a jump host over its MaxStartups is tried again', async () => {
  await onHost('web01', "echo 'MaxStartups 1' > /etc/ssh/sshd_config.d/00-jump.conf && systemctl restart ssh");
  const stranger = connect(gate.port, '127.0.0.1');
  await new Promise((resolve) => stranger.once('data', resolve));
  const opening = open(behind('web02'));
  const dropped = 'journalctl -u ssh -o cat --no-pager | grep -c MaxStartups || true';
  await until('the jump host has dropped us', async () => (await onHost('web01', dropped)) !== '0');
  stranger.destroy();
  (await opening).close();
  await onHost('web01', 'rm /etc/ssh/sshd_config.d/00-jump.conf && systemctl restart ssh');
});

test('a lost jump host ends what runs behind it, and the next host gets a new one', async () => {
  const shared = options();
  const hosts = await Promise.all([open(behind('web02'), shared), open(behind('web03'), shared)]);
  const asked = hosts.map((host) => host.reading.ask(readScript('sleep 50'), limits));
  await onHost('web01', 'pkill -KILL -u ops sshd');
  for (const answer of await Promise.all(asked)) {
    expect(answer.ok ? null : answer.error.reason).toBe('connection-lost');
    expect(answer.ok ? '' : answer.error.message).toMatch(/^the connection to the jump host ops@.* was lost/);
  }
  for (const host of hosts) host.close();
  const again = await open(behind('web02'), shared);
  expect(await again.reading.ask(readScript('hostname'), limits)).toMatchObject({ ok: true });
  again.close();
});

test('a repair is confirmed over a new login to the host, by the same login to the jump host', async () => {
  await lab.breakHost('web02', 'stale-socket');
  const before = [await logins('web01'), await logins('web02')];
  const inventory = join(folder, 'inventory.yml');
  const vars = `ansible_user: ops, ansible_become: true, ansible_private_key_file: ${lab.privateKey}`;
  const jump = `ansible_ssh_common_args: "-o ProxyJump=ops@127.0.0.1:${gate.port}"`;
  const hosts = `web02: { ansible_host: ${address.get('web02')} }`;
  writeFileSync(inventory, `all:\n  vars: { ${vars}, ${jump} }\n  hosts:\n    ${hosts}\n`);
  const suture = sutureOn({ inventory, knownHosts });
  const run = await suture.fleet('run', 'fix-502', '--yes');
  suture.dispose();
  expect(run.stderr).toBe('');
  expect(run.host('web02').status).toBe('changed');
  expect([await logins('web01'), await logins('web02')]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 2]);
});
