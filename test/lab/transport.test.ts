import { execFileSync, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Become, SshConnection } from '../../src/inventory/inventory.ts';
import { createKeyRing } from '../../src/transport/key-ring.ts';
import { loadKnownHosts } from '../../src/transport/load-known-hosts.ts';
import { openHost } from '../../src/transport/open-host.ts';
import { readScript, writeScript } from '../../src/transport/script.ts';
import type { TransportOptions } from '../../src/transport/transport-options.ts';
import { freshFolder, type KeyPair, makeKey } from '../transport/keys.ts';
import { bringUp, type Lab } from './lab.ts';
import { severableWay } from './severable.ts';
import { until } from './until.ts';

const folder = freshFolder();
const password = "it's $secret";
const limits = { timeoutMs: 20_000, maxOutputBytes: 1_000_000 };
const plainSudo: Become = { method: 'sudo', user: 'root', password: null };
const sudoWith = (given: string): Become => ({ ...plainSudo, password: given });

let lab: Lab;
let hostKey: string;
let locked: KeyPair;
let stranger: KeyPair;

/** Runs a command as root on the host; it has to work. */
async function onHost(command: string): Promise<string> {
  const { status, stdout, stderr } = await lab.execOn('web01', command);
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return stdout;
}

const prepare = `
set -e
echo 'PasswordAuthentication yes' > /etc/ssh/sshd_config.d/00-transport.conf
add() { useradd -m -s "$2" "$1"; echo "$1:$PASS" | chpasswd; mkdir -p /home/$1/.ssh; cat > /home/$1/.ssh/authorized_keys; chown -R $1: /home/$1/.ssh; }
for user in pat nina tess noisy; do printf '%s\\n' "$KEYS" | add $user /bin/bash; done
printf '%s\\n' "$KEYS" | add gone /usr/sbin/nologin
printf '%s\\n' "$KEYS" | add ash /bin/sh
cat > /etc/sudoers.d/transport <<'X'
pat ALL=(ALL:ALL) ALL
noisy ALL=(ALL:ALL) NOPASSWD: ALL
ash ALL=(ALL:ALL) NOPASSWD: /bin/true
tess ALL=(ALL:ALL) NOPASSWD: ALL
Defaults:tess requiretty
X
chmod 440 /etc/sudoers.d/transport
printf '%s\\n' 'echo welcome; echo mind the gap >&2; printf "no end"' > /home/noisy/.bashrc
echo "root:$PASS" | chpasswd
echo 'permit nopass ops as root' >/etc/doas.conf
systemctl reload ssh
`;

beforeAll(async () => {
  lab = await bringUp('transport', 1);
  await lab.heal('web01');
  locked = makeKey(folder, 'locked', 'ed25519', 'open sesame');
  stranger = makeKey(folder, 'stranger', 'ecdsa');
  const own = execFileSync('ssh-keygen', ['-y', '-f', lab.privateKey], { encoding: 'utf8' }).trim();
  const keys = `${own}\n${locked.type} ${locked.base64}`;
  await onHost(`PASS="${password.replace('$', '\\$')}"; KEYS='${keys}'; ${prepare}`);
  hostKey = (await onHost('cat /etc/ssh/ssh_host_ed25519_key.pub')).split(' ').slice(0, 2).join(' ');
});

afterAll(() => lab.takeDown());

interface Way extends Partial<Omit<SshConnection, 'kind'>>, Partial<TransportOptions> {
  readonly passphrase?: string;
}

function open(way: Way = {}) {
  const { passphrase = null, ...over } = way;
  const connection: SshConnection = {
    kind: 'ssh',
    client: 'either',
    host: 'web01',
    address: '127.0.0.1',
    port: over.port ?? lab.sshPort('web01'),
    user: over.user ?? 'ops',
    keyFiles: over.keyFiles ?? [lab.privateKey],
    password: over.password ?? null,
    become: over.become === undefined ? plainSudo : over.become,
    jumps: [],
    proxyCommand: null,
    configured: null,
  };
  return openHost(connection, {
    connectTimeoutMs: over.connectTimeoutMs ?? 10_000,
    knownHosts: over.knownHosts ?? knownHosts(`[127.0.0.1]:${connection.port} ${hostKey}\n`),
    hostKeys: over.hostKeys ?? 'strict',
    keys: over.keys ?? createKeyRing(() => Promise.resolve(passphrase)),
    agentSocket: over.agentSocket ?? null,
    jumpLinks: new Map(),
    openSsh: { jumps: new Map(), hosts: new Set() },
    ...(over.onAcceptedKey && { onAcceptedKey: over.onAcceptedKey }),
  });
}

function knownHosts(text: string) {
  const file = join(folder, `known_hosts-${randomBytes(4).toString('hex')}`);
  writeFileSync(file, text);
  return loadKnownHosts([file]);
}

/** Opens the host, asks one thing and closes it; gives what was printed, or the reason why not. */
async function ask(script: string, way: Way = {}, over: Partial<typeof limits> = {}): Promise<string> {
  const opened = await open(way);
  if (!opened.ok) return opened.error.reason;
  const answer = await opened.value.reading.ask(readScript(script), { ...limits, ...over });
  opened.value.close();
  return answer.ok ? answer.value.stdout.toString() : answer.error.reason;
}

async function refusal(way: Way) {
  const opened = await open(way);
  if (opened.ok) throw new Error('it was not to be let in');
  return opened.error;
}

describe('logging in', () => {
  test('with a key file', async () => {
    expect(await ask('id -un', { become: null })).toBe('ops\n');
  });

  test('with a key that has a passphrase, asked for once', async () => {
    let asked = 0;
    const keys = createKeyRing(() => {
      asked += 1;
      return Promise.resolve('open sesame');
    });
    const way = { user: 'pat', keyFiles: [locked.file], keys, become: null };
    expect(await Promise.all([ask('id -un', way), ask('id -un', way)])).toEqual(['pat\n', 'pat\n']);
    expect(asked).toBe(1);
  });

  test('with a wrong passphrase, or none', async () => {
    expect(await refusal({ keyFiles: [locked.file], passphrase: 'no' })).toMatchObject({ reason: 'key-unreadable' });
    expect(await refusal({ keyFiles: [locked.file] })).toMatchObject({ reason: 'key-unreadable' });
  });

  test('with a password', async () => {
    expect(await ask('id -un', { user: 'pat', keyFiles: [], password, become: null })).toBe('pat\n');
  });

  test('with a password where the server only takes it in answer to a question', async () => {
    const file = '/etc/ssh/sshd_config.d/00-ask.conf';
    await onHost(
      `printf '%s\\n' 'PasswordAuthentication no' 'KbdInteractiveAuthentication yes' > ${file}; systemctl reload ssh`,
    );
    expect(await ask('id -un', { user: 'pat', keyFiles: [], password, become: null })).toBe('pat\n');
    await onHost(`rm ${file}; systemctl reload ssh`);
  });

  test('with a key that the host does not know, and a wrong password', async () => {
    const error = await refusal({ user: 'pat', keyFiles: [stranger.file], password: 'wrong' });
    expect(error.reason).toBe('auth-failed');
    expect(error.message).toMatch(
      /did not let pat in: it refused the key .*stranger \(SHA256:.*\), the password; it takes/,
    );
    expect(error.message).not.toContain('wrong');
  });

  test('with an agent, by its keys or for a locked key file', async () => {
    const socket = join(folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(agent.stdout, 'data');
      const add = (file: string): Buffer =>
        execFileSync('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'pipe' });
      add(stranger.file);
      expect(await ask('id -un', { agentSocket: socket, keyFiles: [stranger.file] })).toBe('auth-failed');
      const missing = { agentSocket: socket, keyFiles: [locked.file], user: 'pat', become: null };
      expect(await ask('id -un', missing)).toBe('key-unreadable');
      // The agent can only be given the locked key unlocked.
      const unlocked = join(folder, 'unlocked');
      writeFileSync(unlocked, readFileSync(locked.file), { mode: 0o600 });
      execFileSync('ssh-keygen', ['-q', '-p', '-P', 'open sesame', '-N', '', '-f', unlocked]);
      add(unlocked);
      expect(await ask('id -un', missing)).toBe('pat\n');
      expect(await ask('id -un', { agentSocket: socket, keyFiles: [], user: 'pat', become: null })).toBe('pat\n');
    } finally {
      agent.kill();
    }
  });

  test('with an agent that is not there', async () => {
    const error = await refusal({ agentSocket: join(folder, 'no-agent'), keyFiles: [], password: 'wrong' });
    expect(error.reason).toBe('auth-failed');
  });

  test('at a server that takes few connections at a time', async () => {
    const set = (words: string): Promise<string> =>
      onHost(`echo '${words}' > /etc/ssh/sshd_config.d/00-few.conf; systemctl reload ssh`);
    await set('MaxStartups 2:100:2');
    const asked = await Promise.all(Array.from({ length: 6 }, () => ask('echo in', { become: null })));
    await set('');
    expect(asked).toEqual(Array.from({ length: 6 }, () => 'in\n'));
  });
});

describe("the host's key", () => {
  const named = (line: (name: string) => string) => knownHosts(`${line(`[127.0.0.1]:${lab.sshPort('web01')}`)}\n`);

  test('matches a hashed name', async () => {
    const salt = randomBytes(20);
    const hashed = named((name) => {
      const hash = createHmac('sha1', salt).update(name).digest('base64');
      return `|1|${salt.toString('base64')}|${hash} ${hostKey}`;
    });
    expect(await ask('echo in', { knownHosts: hashed })).toBe('in\n');
  });

  test.each([['ecdsa'], ['rsa']])('is asked for in the type that known_hosts has: %s', async (type) => {
    const key = await onHost(
      `cd /etc/ssh; [ -e ssh_host_${type}_key ] || ssh-keygen -q -t ${type} -N '' -f ssh_host_${type}_key; ` +
        `ls ssh_host_*_key | sed 's,^,HostKey /etc/ssh/,' > sshd_config.d/00-keys.conf; systemctl reload ssh; cat ssh_host_${type}_key.pub`,
    );
    expect(await ask('echo in', { knownHosts: named((name) => `${name} ${key.trim()}`) })).toBe('in\n');
  });

  test('is refused when it is unknown, changed or revoked', async () => {
    expect(await refusal({ knownHosts: knownHosts('') })).toMatchObject({ reason: 'host-key-unknown' });
    const changed = named((name) => `${name} ${stranger.type} ${stranger.base64}`);
    expect(await refusal({ knownHosts: changed })).toMatchObject({ reason: 'host-key-changed' });
    expect(await refusal({ knownHosts: changed, hostKeys: 'accept-new' })).toMatchObject({
      reason: 'host-key-changed',
    });
    const revoked = named((name) => `${name} ${hostKey}\n@revoked * ${hostKey}`);
    expect(await refusal({ knownHosts: revoked })).toMatchObject({ reason: 'host-key-revoked' });
  });

  test('is pinned on first sight where that is allowed, and holds from then on', async () => {
    const known = knownHosts('');
    const accepted: string[] = [];
    const way = { knownHosts: known, onAcceptedKey: (key: { keyType: string }) => accepted.push(key.keyType) };
    const asked = await Promise.all([1, 2, 3].map(() => ask('echo in', { ...way, hostKeys: 'accept-new' })));
    expect(asked).toEqual(['in\n', 'in\n', 'in\n']);
    expect(accepted).toHaveLength(1);
    expect(await ask('echo in', { knownHosts: loadKnownHosts(known.files) })).toBe('in\n');
  });
});

describe("the host's other keys", () => {
  const debug = '/etc/ssh/sshd_config.d/00-debug.conf';
  const log = () => onHost('journalctl -u ssh -o cat');
  afterAll(() => onHost(`rm ${debug}; systemctl reload ssh`));

  test('need no proof, as nobody compares them', async () => {
    await onHost(`echo 'LogLevel DEBUG1' > ${debug}; systemctl reload ssh`);
    await until('sshd tells what it is asked', async () => {
      await ask('id -un', { become: null });
      return (await log()).includes('debug1: server_input_channel_req');
    });
    expect(await log()).not.toContain('hostkeys-prove');
  });
});

describe('becoming root', () => {
  test.each([
    ['sudo needs no password', { user: 'ops' }, 'root\n'],
    ['sudo needs none, but one is given', { user: 'ops', become: sudoWith('unused') }, 'root\n'],
    ['sudo needs a password and gets it', { user: 'pat', become: sudoWith(password) }, 'root\n'],
    ['sudo needs a password and gets a wrong one', { user: 'pat', become: sudoWith('wrong') }, 'become-password-wrong'],
    ['sudo needs a password and gets none', { user: 'pat' }, 'become-password-needed'],
    ['the user is not in sudoers', { user: 'nina', become: sudoWith(password) }, 'become-rule-missing'],
    ['the user may run something else only', { user: 'ash', become: sudoWith(password) }, 'become-rule-missing'],
    ['sudo wants a terminal', { user: 'tess' }, 'become-needs-terminal'],
    ['the user has no shell', { user: 'gone' }, 'exec-failed'],
    ['the user is to be another one', { become: { ...plainSudo, user: 'nina' } }, 'nina\n'],
    ['the user is whom to become already', { user: 'nina', become: { ...plainSudo, user: 'nina' } }, 'nina\n'],
    ['there is no such user', { become: { ...plainSudo, user: 'nobody-here' } }, 'become-refused'],
    ['the login shell is noisy', { user: 'noisy' }, 'root\n'],
  ] as const)('when %s', async (_name, way, expected) => {
    expect(await ask('id -un', way)).toBe(expected);
  });

  test.each([
    ['sudo', sudoWith(password)],
    ['su', { method: 'su', user: 'pat', password }],
  ] as const)(
    'the password is on no command line and in no environment, and a script never sees it: %s',
    async (_, become) => {
      const user = become.method === 'su' ? 'nina' : 'pat';
      const script = "id -un; cat; grep -l '[$]secret' /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; echo end";
      expect(await ask(script, { user, become })).toBe(`${become.user}\nend\n`);
    },
  );

  test('sudo is not there', async () => {
    await onHost('mv /usr/bin/sudo /usr/bin/sudo.away');
    expect(await ask('id -un')).toBe('become-missing');
    await onHost('mv /usr/bin/sudo.away /usr/bin/sudo');
  });

  test('a refusal comes in words that a person can use', async () => {
    const opened = await open({ user: 'nina', become: sudoWith(password) });
    const answer = opened.ok ? await opened.value.reading.ask(readScript('id'), limits) : opened;
    if (opened.ok) opened.value.close();
    expect(!answer.ok && answer.error.message).toMatch(/^sudo refused to become root: nina is not in the sudoers file/);
  });
});

describe('nothing is left on the host', () => {
  const gone = (pattern: string): Promise<string> =>
    onHost(`timeout 20 sh -c 'while pgrep -f "${pattern}" >/dev/null; do sleep 0.1; done'`);

  test('of a script that takes too long', async () => {
    expect(await ask('sleep 53211 & sleep 53211', {}, { timeoutMs: 1_000 })).toBe('exec-timeout');
    await gone('[s]leep 53211');
  });

  test('of a script that prints without end', async () => {
    expect(await ask('yes 53212')).toBe('output-too-large');
    await gone('[y]es 53212');
  });

  test('of a script whose connection was cut', async () => {
    const way = await severableWay(lab.sshPort('web01'));
    const opened = await open({ port: way.port });
    if (!opened.ok) throw new Error(opened.error.message);
    const asked = opened.value.reading.ask(readScript('sleep 53213'), { ...limits, timeoutMs: 2_000 });
    await onHost('timeout 20 sh -c \'until pgrep -f "[s]leep 53213" >/dev/null; do sleep 0.1; done\'');
    way.sever();
    expect(await asked).toMatchObject({ ok: false, error: { reason: 'connection-lost' } });
    expect(await opened.value.reading.ask(readScript('id'), limits)).toMatchObject({ ok: false });
    opened.value.close();
    way.close();
    await gone('[s]leep 53213');
  });
});

describe('a transaction', () => {
  test('hands over its lines while it runs', async () => {
    const opened = await open();
    if (!opened.ok) throw new Error(opened.error.message);
    const lines: string[] = [];
    const script = 'echo one; until [ -e /run/go-on ]; do sleep 0.1; done; echo two';
    const answer = await opened.value.writing.perform(writeScript(script), limits, (line) => {
      lines.push(line);
      if (line === 'one') void onHost('touch /run/go-on');
    });
    opened.value.close();
    expect(answer).toMatchObject({ ok: true, value: { exitCode: 0 } });
    expect(lines).toEqual(['one', 'two']);
  });

  test.each([
    ['sudo', plainSudo],
    ['su', { method: 'su', user: 'root', password }],
    ['doas', { ...plainSudo, method: 'doas' }],
  ] as const)('goes on to its end when the connection is cut, as root by %s', async (_, become) => {
    await onHost('rm -f /run/cut /run/proof');
    const way = await severableWay(lab.sshPort('web01'));
    const opened = await open({ port: way.port, become });
    if (!opened.ok) throw new Error(opened.error.message);
    const script =
      'echo started; until [ -e /run/cut ]; do sleep 0.1; done; for n in 1 2 3; do echo $n; echo $n >&2; done; echo done > /run/proof';
    const answer = await opened.value.writing.perform(writeScript(script), limits, () => way.sever());
    expect(answer).toMatchObject({ ok: false, error: { reason: 'connection-lost' } });
    opened.value.close();
    way.close();
    await onHost("touch /run/cut; timeout 20 sh -c 'until [ -e /run/proof ]; do sleep 0.1; done'");
    expect(await onHost('cat /run/proof')).toBe('done\n');
  });
});
