import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SshConnection } from '../../src/inventory/inventory.ts';
import { checkHostKey } from '../../src/transport/host-key-check.ts';
import { createKeyRing } from '../../src/transport/key-ring.ts';
import { loadKnownHosts } from '../../src/transport/load-known-hosts.ts';
import type { AcceptedKey, TransportOptions } from '../../src/transport/transport-options.ts';
import { freshFolder, makeKey } from './keys.ts';

const folder = freshFolder();
const shown = makeKey(folder, 'shown', 'ed25519');
const other = makeKey(folder, 'other', 'ed25519');
const line = `[web01.example]:2222 ${shown.type} ${shown.base64}\n`;

const connection: SshConnection = {
  kind: 'ssh',
  client: 'ssh2',
  host: 'web01',
  address: 'Web01.example',
  port: 2222,
  user: 'ops',
  keyFiles: [],
  password: null,
  become: null,
  jumps: [],
  proxyCommand: null,
  configured: null,
};

function optionsWith(files: readonly string[], hostKeys: TransportOptions['hostKeys'], accepted: AcceptedKey[] = []) {
  return {
    connectTimeoutMs: 1,
    knownHosts: loadKnownHosts(files),
    hostKeys,
    keys: createKeyRing(() => Promise.resolve(null)),
    agentSocket: null,
    jumpLinks: new Map(),
    openSsh: { jumps: new Map(), hosts: new Set() },
    onAcceptedKey: (key) => accepted.push(key),
  } satisfies TransportOptions;
}

describe('accept-new', () => {
  test('pins a new key in a file of mode 0600 in a folder of mode 0700, once', () => {
    const file = join(freshFolder(), '.ssh', 'known_hosts');
    const accepted: AcceptedKey[] = [];
    const options = optionsWith([file, '/nonexistent/system'], 'accept-new', accepted);
    expect(checkHostKey(connection, shown.blob, options)).toEqual({ ok: true, value: undefined });
    expect(checkHostKey(connection, shown.blob, options).ok).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(line);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
    expect(accepted).toMatchObject([{ host: 'web01', port: 2222, keyType: 'ssh-ed25519', file }]);
    expect(checkHostKey(connection, shown.blob, optionsWith([file], 'strict')).ok).toBe(true);
  });

  test('starts a line of its own after one that has no end, and leaves the mode of the file alone', () => {
    const file = join(freshFolder(), 'known_hosts');
    const before = `db ${other.type} ${other.base64}`;
    writeFileSync(file, before);
    chmodSync(file, 0o644);
    expect(checkHostKey(connection, shown.blob, optionsWith([file], 'accept-new')).ok).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(`${before}\n${line}`);
    expect(statSync(file).mode & 0o777).toBe(0o644);
  });

  test.each([['another key'], ['@revoked']])('never pins over %s', (kind) => {
    const file = join(freshFolder(), 'known_hosts');
    const { type, base64 } = kind === '@revoked' ? shown : other;
    writeFileSync(file, `${kind === '@revoked' ? '@revoked ' : ''}[web01.example]:2222 ${type} ${base64}\n`);
    const before = readFileSync(file, 'utf8');
    const checked = checkHostKey(connection, shown.blob, optionsWith([file], 'accept-new'));
    expect(!checked.ok && checked.error.reason).toBe(kind === '@revoked' ? 'host-key-revoked' : 'host-key-changed');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('refuses a key that it cannot write down', () => {
    const checked = checkHostKey(connection, shown.blob, optionsWith(['/proc/none/known_hosts'], 'accept-new'));
    expect(!checked.ok && checked.error.message).toMatch(/could not be pinned: ENOENT/);
  });
});

describe('strict', () => {
  test('refuses a new key with its fingerprint, and writes nothing', () => {
    const file = join(freshFolder(), 'known_hosts');
    const checked = checkHostKey(connection, shown.blob, optionsWith([file], 'strict'));
    expect(!checked.ok && checked.error.message).toMatch(
      /^no known_hosts file has a key for \[web01\.example\]:2222, which showed ssh-ed25519 SHA256:[A-Za-z0-9+/]{43}$/,
    );
    expect(() => statSync(file)).toThrow('ENOENT');
  });

  test('names the line that a changed key differs from, and how to drop it', () => {
    const file = join(freshFolder(), 'known_hosts');
    writeFileSync(file, `# mine\n[web01.example]:2222 ${other.type} ${other.base64}\n`);
    const checked = checkHostKey(connection, shown.blob, optionsWith([file], 'strict'));
    expect(!checked.ok && checked.error.message).toContain(`(${file}:2)`);
    expect(!checked.ok && checked.error.hint).toContain(`ssh-keygen -R '[web01.example]:2222' -f ${file}`);
  });

  test('says that a certificate authority was not used', () => {
    const file = join(freshFolder(), 'known_hosts');
    writeFileSync(file, `@cert-authority *.example,[*.example]:* ${other.type} ${other.base64}\n`);
    const checked = checkHostKey(connection, shown.blob, optionsWith([file], 'strict'));
    expect(!checked.ok && checked.error.message).toContain(`the @cert-authority at ${file}:1 counts for certificates`);
  });
});

test('a known_hosts file that cannot be read is named', () => {
  expect(() => loadKnownHosts([folder])).toThrow(`${folder} cannot be read: EISDIR`);
});

test.each([
  '*',
  'web*',
  '!web01',
  'web01,*',
  '|1|c2FsdA==|aGFzaA==',
  '@revoked',
  'a b',
  '[web01]',
  'web01\n*',
  '',
  '-oX=y',
])('nothing is pinned for %j', (address) => {
  const file = join(freshFolder(), 'known_hosts');
  const options = optionsWith([file], 'accept-new');
  expect(checkHostKey({ ...connection, address }, shown.blob, options).ok).toBe(false);
  expect(existsSync(file)).toBe(false);
});
