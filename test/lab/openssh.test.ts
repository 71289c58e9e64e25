import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SshConnection } from '../../src/inventory/inventory.ts';
import { createKeyRing } from '../../src/transport/key-ring.ts';
import { loadKnownHosts } from '../../src/transport/load-known-hosts.ts';
import { openHost } from '../../src/transport/open-host.ts';
import { readScript, writeScript } from '../../src/transport/script.ts';
import type { AcceptedKey, TransportOptions } from '../../src/transport/transport-options.ts';
import { freshFolder, makeKey } from '../transport/keys.ts';
import { runCommand } from './command.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { severableWay } from './severable.ts';
import { type Suture, sutureOn } from './suture.ts';
import { until } from './until.ts';

// web01 lets in who shows a certificate, and web02 takes a post-quantum key exchange alone: both are beyond ssh2.
const folder = freshFolder();
const inventory = join(folder, 'inventory.yml');
const knownHosts = join(folder, 'known_hosts');
const certified = join(folder, 'certified');
const plain = join(folder, 'plain');
const limits = { timeoutMs: 60_000, maxOutputBytes: 1_000_000 };

let lab: Lab;
let suture: Suture;

async function onHost(host: string, command: string): Promise<string> {
  const { status, stdout, stderr } = await lab.execOn(host, command);
  if (status !== 0) throw new Error(`${host}: ${command}: ${stderr}`);
  return stdout.trim();
}

const logins = async (host: string): Promise<number> =>
  Number(await onHost(host, 'journalctl -u ssh -o cat --no-pager | grep -c ^Accepted || true'));

beforeAll(async () => {
  lab = await bringUpAnew('openssh', 2);
  await lab.layOut('web01', 'certificates');
  await lab.layOut('web02', 'post-quantum');
  for (const file of [certified, plain]) {
    copyFileSync(lab.privateKey, file);
    copyFileSync(`${lab.privateKey}.pub`, `${file}.pub`);
  }
  const authority = join(folder, 'authority');
  writeFileSync(authority, `${await onHost('web01', 'cat /etc/ssh/lab_ca')}\n`, { mode: 0o600 });
  execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'lab', '-n', 'ops', `${certified}.pub`]);
  const inside = await onHost('web02', 'hostname -I');
  const key = await onHost('web02', "cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub");
  writeFileSync(knownHosts, `${readFileSync(lab.knownHosts, 'utf8')}${inside.split(' ')[0]} ${key}\n`);
  const vars = { ansible_user: 'ops', ansible_become: true, ansible_host: '127.0.0.1' };
  const hosts = {
    web01: { ansible_port: lab.sshPort('web01'), ansible_private_key_file: certified },
    web02: { ansible_port: lab.sshPort('web02'), ansible_private_key_file: plain },
  };
  writeFileSync(inventory, JSON.stringify({ all: { vars, hosts } }));
  suture = sutureOn({ inventory, knownHosts });
});

afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

interface Way extends Partial<Omit<SshConnection, 'kind'>>, Partial<TransportOptions> {}

const optionsOf = (over: Partial<TransportOptions> = {}): TransportOptions => ({
  connectTimeoutMs: 20_000,
  knownHosts: loadKnownHosts([knownHosts]),
  hostKeys: 'strict',
  keys: createKeyRing(() => Promise.resolve(null)),
  agentSocket: null,
  jumpLinks: new Map(),
  openSsh: { jumps: new Map(), hosts: new Set() },
  ...over,
});

const connectionOf = (host: string, over: Partial<SshConnection> = {}): SshConnection => ({
  kind: 'ssh',
  client: 'openssh',
  host,
  address: '127.0.0.1',
  port: lab.sshPort(host),
  user: 'ops',
  keyFiles: [certified],
  password: null,
  become: null,
  jumps: [],
  proxyCommand: null,
  configured: null,
  ...over,
});

async function open(host: string, over: Partial<SshConnection> = {}, options = optionsOf()) {
  const opened = await openHost(connectionOf(host, over), options);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

async function refusal(host: string, way: Way = {}) {
  const opened = await openHost(connectionOf(host, way), optionsOf(way));
  if (!opened.ok) return opened.error;
  opened.value.close();
  throw new Error('it was not to be reached');
}

describe('a host that ssh2 cannot reach', () => {
  test('is reached by the ssh of this machine, without anybody asking for it', async () => {
    const { exitCode, hosts, stderr } = await suture.fleet('check');
    expect(stderr).toBe('');
    expect(hosts.map(({ host, status }) => `${host} ${status}`)).toEqual(['web01 healthy', 'web02 healthy']);
    expect(exitCode).toBe(0);
  });

  test("is reached as ssh's own configuration says, by names that it alone knows", async () => {
    const inside = (await onHost('web02', 'hostname -I')).split(' ')[0] ?? '';
    const key = await onHost('web02', "cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub");
    const own = join(folder, 'known_hosts-of-names');
    writeFileSync(own, `${readFileSync(lab.knownHosts, 'utf8')}web02-key ${key}\n`);
    const pipe = `"require('net').connect(%p,'%h',function(){process.stdin.pipe(this).pipe(process.stdout)})"`;
    const entries = {
      gate: [`HostName 127.0.0.1`, `Port ${String(lab.sshPort('web01'))}`, `IdentityFile ${certified}`],
      inner: [`HostName ${inside}`, 'ProxyJump gate', 'HostKeyAlias web02-key', `IdentityFile ${plain}`],
      spelt: [
        `HostName ${inside}`,
        'ProxyCommand ssh -W %h:%p gate',
        'HostKeyAlias web02-key',
        `IdentityFile ${plain}`,
      ],
      piped: [
        'HostName 127.0.0.1',
        `Port ${String(lab.sshPort('web02'))}`,
        `ProxyCommand ${process.execPath} -e ${pipe}`,
        `IdentityFile ${plain}`,
      ],
    };
    const config = Object.entries(entries).map(
      ([name, lines]) => `Host ${name}\n  ${lines.join('\n  ')}\n  User ops\n`,
    );
    const usual = join(folder, 'ssh_config.d');
    mkdirSync(usual);
    writeFileSync(join(usual, 'lab.conf'), config.join(''));
    const named = join(folder, 'named.yml');
    const all = (vars: object): string =>
      JSON.stringify({
        all: { vars: { ansible_become: true, ...vars }, hosts: { gate: {}, inner: {}, spelt: {}, piped: {} } },
      });
    const statuses = ['gate healthy', 'inner healthy', 'spelt healthy', 'piped healthy'];

    writeFileSync(named, all({ suture_ssh_config: join(usual, 'lab.conf') }));
    const asked = sutureOn({ inventory: named, knownHosts: own });
    const { hosts } = await asked.fleet('check');
    expect(hosts.map(({ host, status, error }) => `${host} ${error?.message ?? status}`)).toEqual(statuses);

    // And where ssh looks for it by itself, in a view of the machine that has it there.
    writeFileSync(named, all({}));
    const words = [process.execPath, ...asked.words('check', '--output', 'jsonl')];
    const view = ['-m', 'sh', '-c', 'mount --bind "$1" /etc/ssh/ssh_config.d; shift; exec "$@"', 'sh', usual, ...words];
    const seen = await runCommand('unshare', view);
    asked.dispose();
    expect(seen.stdout.match(/"status":"healthy"/g)).toHaveLength(4);
  });

  test('is repaired, confirmed over a new login, and taken back', async () => {
    await lab.breakHost('web01', 'stale-socket');
    const before = await logins('web01');
    const run = await suture.fleet('run', 'fix-502', '--yes', '--limit', 'web01');
    expect(run.host('web01').status).toBe('changed');
    expect(await logins('web01')).toBe(before + 2);
    expect(await lab.httpStatus('web01')).toBe(200);
    const back = await suture.fleet('rollback', 'last', '--yes');
    expect(back.host('web01').error).toBeUndefined();
    expect(await lab.httpStatus('web01')).toBe(502);
  });

  test.each(['web01', 'web02'])('stays beyond it where ssh2 alone is asked for (%s)', async (host) => {
    const { reason } = await refusal(host, { client: 'ssh2', keyFiles: [plain] });
    expect(reason).toBe(host === 'web01' ? 'auth-failed' : 'no-common-algorithm');
  });

  test('is let in by a certificate that the agent alone has, and known for it from then on', async () => {
    const socket = join(folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    await until('the agent answers', () => existsSync(socket));
    const before = process.env['SSH_AUTH_SOCK'];
    process.env['SSH_AUTH_SOCK'] = socket;
    execFileSync('ssh-add', ['-q', certified], { stdio: 'ignore' });
    const options = optionsOf({ agentSocket: socket });
    (await open('web01', { client: 'either', keyFiles: [] }, options)).close();
    const refused = await onHost('web01', 'journalctl -u ssh -o cat --no-pager | grep -c "preauth" || true');
    (await open('web01', { client: 'either', keyFiles: [] }, options)).close();
    expect(await onHost('web01', 'journalctl -u ssh -o cat --no-pager | grep -c "preauth" || true')).toBe(refused);
    process.env['SSH_AUTH_SOCK'] = before;
    if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
    agent.kill();
  });

  test('is tried with a security key, which ssh2 cannot read', async () => {
    const file = join(folder, 'id_ed25519_sk');
    const field = (text: string): Buffer => {
      const bytes = Buffer.from(text, 'latin1');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    };
    const type = field('sk-ssh-ed25519@openssh.com');
    const one = Buffer.from([0, 0, 0, 1]);
    const parts = [Buffer.from('openssh-key-v1\0'), field('none'), field('none'), field(''), one];
    const blob = Buffer.concat([...parts, field(type.toString('latin1'))]).toString('base64');
    writeFileSync(file, `-----BEGIN OPENSSH PRIVATE KEY-----\n${blob}\n-----END OPENSSH PRIVATE KEY-----\n`, {
      mode: 0o600,
    });
    const error = await refusal('web01', { client: 'either', keyFiles: [file] });
    expect(error.reason).toBe('auth-failed');
    expect(error.message).toMatch(
      /not a private key that can be used.*; the system's ssh was tried too: the host did not let/,
    );
  });

  test('is pinned by `suture trust` like any other', async () => {
    const fresh = join(folder, 'known_hosts-trusted');
    const trusting = sutureOn({ inventory, knownHosts: fresh });
    const { hosts } = await trusting.fleet('trust', '--yes');
    const again = await trusting.fleet('trust');
    trusting.dispose();
    expect(hosts.map(({ host, status }) => `${host} ${status}`)).toEqual(['web01 pinned', 'web02 pinned']);
    expect(again.hosts.map(({ host, status }) => `${host} ${status}`)).toEqual(['web01 known', 'web02 known']);
    expect(readFileSync(fresh, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  test('is not tried twice where ssh has nothing more to offer', async () => {
    const { message } = await refusal('web01', { client: 'either', keyFiles: [plain] });
    expect(message).not.toContain('was tried too');
  });
});

describe('who the host is', () => {
  const own = (lines: readonly string[]): Partial<TransportOptions> => {
    const file = join(folder, `known_hosts-${String(readdirSync(folder).length)}`);
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    return { knownHosts: loadKnownHosts([file]) };
  };
  const stranger = makeKey(folder, 'stranger', 'ed25519');
  const other = makeKey(folder, 'other', 'ecdsa');
  const at = (): string => `[127.0.0.1]:${String(lab.sshPort('web01'))}`;
  const key = (): Promise<string> => onHost('web01', "cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub");

  test.each<[string, () => Promise<Partial<TransportOptions>>]>([
    ['nobody pinned its key', () => Promise.resolve(own([]))],
    ['its key is another', () => Promise.resolve(own([`${at()} ${stranger.type} ${stranger.base64}`]))],
    [
      'its key is another, and unknown ones are accepted',
      () => Promise.resolve({ ...own([`${at()} ${stranger.type} ${stranger.base64}`]), hostKeys: 'accept-new' }),
    ],
    ['its key is revoked', async () => own([`@revoked * ${await key()}`])],
    ['it is known by a key of another type', () => Promise.resolve(own([`${at()} ${other.type} ${other.base64}`]))],
  ])('is refused in the words of ssh2 when %s', async (_, over) => {
    const options = await over();
    const wanted = await refusal('web01', { client: 'ssh2', ...options });
    expect(await refusal('web01', options)).toEqual(wanted);
    expect(wanted.reason).toMatch(/^host-key-/);
  });

  test('is pinned once where unknown keys are accepted, and known from then on', async () => {
    const accepted: AcceptedKey[] = [];
    const options = optionsOf({ ...own([]), hostKeys: 'accept-new', onAcceptedKey: (one) => void accepted.push(one) });
    (await open('web01', {}, options)).close();
    (await open('web01', {}, options)).close();
    expect(accepted).toMatchObject([{ host: 'web01', keyType: 'ssh-ed25519' }]);
    expect(readFileSync(options.knownHosts.files[0] ?? '', 'utf8')).toBe(`${at()} ${await key()}\n`);
  });

  test('is vouched for by an authority, which ssh2 does not know', async () => {
    const authority = makeKey(folder, 'host-authority', 'ed25519');
    const file = join(folder, 'host.pub');
    writeFileSync(file, await key());
    execFileSync('ssh-keygen', ['-q', '-h', '-s', authority.file, '-I', 'web01', '-n', '127.0.0.1', file]);
    const certificate = readFileSync(join(folder, 'host-cert.pub'), 'utf8').trim();
    await onHost(
      'web01',
      `echo '${certificate}' > /etc/ssh/host-cert.pub
      echo 'HostCertificate /etc/ssh/host-cert.pub' > /etc/ssh/sshd_config.d/00-host.conf; systemctl restart ssh`,
    );
    const known = own([`@cert-authority * ${authority.type} ${authority.base64}`]);
    const host = await open('web01', { client: 'either' }, optionsOf(known));
    expect(await host.reading.ask(readScript('hostname'), limits)).toMatchObject({ ok: true });
    host.close();
    expect(await refusal('web01', { client: 'ssh2', ...known })).toMatchObject({ reason: 'host-key-unknown' });
  });
});

describe('a host that cannot be reached says why as with ssh2', () => {
  test.each<[string, string, Way, RegExp]>([
    [
      'auth-failed',
      'lets that user not in',
      { user: 'nobody' },
      /^the host did not let nobody in: .*; it takes publickey$/,
    ],
    ['connection-refused', 'has nothing that listens', { port: 1 }, /^127\.0\.0\.1:1: nothing listens there$/],
    [
      'name-not-resolved',
      'has a name that does not exist',
      { address: 'nowhere.invalid' },
      /: the name does not exist$/,
    ],
    ['key-unreadable', 'is to be shown a key that is not there', { keyFiles: ['/nonexistent/id'] }, /no key file/],
    [
      'exec-failed',
      'has an address that ssh could take for an option',
      { address: '-oProxyCommand=x' },
      /is no name or address of a host/,
    ],
    [
      'exec-failed',
      'has a user that ssh could take for an option',
      { user: '-oProxyCommand=x' },
      /is no name of a user/,
    ],
  ])('%s: it %s', async (reason, _, way, message) => {
    const error = await refusal('web01', way);
    expect(error.message).toMatch(message);
    expect(error.reason).toBe(reason);
  });

  test('connect-timeout: it says nothing, and no ssh stays behind', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const error = await refusal('web01', { port, connectTimeoutMs: 700 });
    silent.close();
    expect(error).toEqual({
      reason: 'connect-timeout',
      message: `127.0.0.1:${String(port)}: no login within 0.7 s`,
      hint: null,
    });
  });
});

describe('a session', () => {
  test('tells a status of 255 and words like those of ssh from a failure of ssh', async () => {
    const host = await open('web01');
    const script = 'echo "Host key verification failed." >&2; echo out; exit 255';
    const answer = await host.reading.ask(readScript(script), limits);
    expect(answer).toMatchObject({ ok: true, value: { exitCode: 255, stderr: 'Host key verification failed.\n' } });
    expect(await host.reading.ask(readScript('kill -9 $$'), limits)).toMatchObject({ ok: true });
    host.close();
  });

  test('brings much output whole, and ends with one that is too much', async () => {
    const host = await open('web01');
    const script = readScript('head -c 9000000 /dev/zero | tr "\\0" x');
    const said = await host.reading.ask(script, { ...limits, maxOutputBytes: 10_000_000 });
    expect(said.ok && said.value.stdout.length).toBe(9_000_000);
    const endless = await host.reading.ask(readScript('yes 64317'), limits);
    expect(endless).toMatchObject({ ok: false, error: { reason: 'output-too-large' } });
    host.close();
    await until(
      'nothing of it is left',
      async () => (await onHost('web01', 'pgrep -fc "[y]es 64317" || true')) === '0',
    );
  });

  test('ends as lost when the connection breaks, and a transaction goes on', async () => {
    const way = await severableWay(lab.sshPort('web01'));
    const pinned = readFileSync(knownHosts, 'utf8').replaceAll(
      `:${String(lab.sshPort('web01'))} `,
      `:${String(way.port)} `,
    );
    const file = join(folder, 'known_hosts-severed');
    writeFileSync(file, pinned);
    const host = await open('web01', { port: way.port }, optionsOf({ knownHosts: loadKnownHosts([file]) }));
    const script = 'echo started; until [ -e /tmp/cut ]; do sleep 0.1; done; echo more; echo done > /tmp/proof';
    const answer = await host.writing.perform(writeScript(script), limits, () => way.sever());
    expect(answer).toMatchObject({ ok: false, error: { reason: 'connection-lost' } });
    expect(await host.reading.ask(readScript('id'), limits)).toMatchObject({
      ok: false,
      error: { reason: 'connection-lost' },
    });
    host.close();
    way.close();
    await onHost('web01', "touch /tmp/cut; timeout 20 sh -c 'until [ -e /tmp/proof ]; do sleep 0.1; done'");
  });
});

describe('a jump host', () => {
  const behind = async (over: Partial<SshConnection> = {}): Promise<Partial<SshConnection>> => ({
    address: (await onHost('web02', 'hostname -I')).split(' ')[0] ?? '',
    port: 22,
    jumps: [{ address: '127.0.0.1', port: lab.sshPort('web01'), user: 'ops', keyFiles: [certified], configured: null }],
    ...over,
  });

  test('is logged in to once for many hosts, and left when nobody uses it any more', async () => {
    const before = [await logins('web01'), await logins('web02')];
    const options = optionsOf();
    const way = await behind({ client: 'either' });
    const hosts = await Promise.all([1, 2, 3].map(() => open('web02', way, options)));
    const said = await Promise.all(hosts.map((host) => host.reading.ask(readScript('hostname'), limits)));
    for (const host of hosts) host.close();
    expect(said.map((each) => each.ok && each.value.stdout.toString())).toEqual(['web02\n', 'web02\n', 'web02\n']);
    expect([await logins('web01'), await logins('web02')]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 3]);
    await until('nobody uses the jump host any more', () => options.openSsh.jumps.size === 0);
  });

  test.each<[string, Partial<SshConnection>, RegExp]>([
    ['connection-refused', { port: 1 }, /:1: the jump host ops@127.* could not connect to it: .*refused$/],
    ['name-not-resolved', { address: 'nowhere.invalid' }, /^nowhere\.invalid:22: the jump host ops@127.* could not/],
  ])('is named when what lies behind it cannot be reached (%s)', async (reason, over, message) => {
    const error = await refusal('web02', await behind(over));
    expect(error.message).toMatch(message);
    expect(error.reason).toBe(reason);
  });

  test('does not vouch for the host behind it', async () => {
    const way = { ...(await behind()), knownHosts: loadKnownHosts([lab.knownHosts]) };
    const error = await refusal('web02', way);
    expect(error.message).toMatch(/^no known_hosts file has a key for 172\./);
  });

  test('that lets nobody in is named', async () => {
    const { jumps = [] } = await behind();
    const error = await refusal('web02', await behind({ jumps: jumps.map((jump) => ({ ...jump, user: 'nobody' })) }));
    expect(error.message).toMatch(/^the jump host nobody@127\.0\.0\.1:\d+: the host did not let nobody in/);
    expect(error.reason).toBe('auth-failed');
  });
});

test.each(['SIGKILL', 'SIGINT'] as const)('nothing stays here of a run that ends by %s', async (signal) => {
  const runtime = join(folder, signal);
  mkdirSync(runtime, { mode: 0o700 });
  await onHost('web01', "printf 'sleep 50\n' > /etc/ssh/sshrc");
  process.env['XDG_RUNTIME_DIR'] = runtime;
  const runner = suture.start('check', '--limit', 'web01');
  delete process.env['XDG_RUNTIME_DIR'];
  await until('it is logged in', () => readdirSync(runtime).some((each) => existsSync(join(runtime, each, 's'))));
  runner.kill(signal);
  await until('its ssh is gone', () => readdirSync(runtime).length === 0);
  const left = execFileSync('sh', ['-c', `ps -eo args | grep -cF '${runtime}' || true`], { encoding: 'utf8' });
  // The shell that asks, and grep.
  expect(Number(left)).toBeLessThanOrEqual(2);
  await onHost('web01', 'rm /etc/ssh/sshrc');
});
