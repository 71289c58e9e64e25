import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { SshConnection } from '../../../src/inventory/inventory.ts';
import { createKeyRing } from '../../../src/transport/key-ring.ts';
import { loadKnownHosts } from '../../../src/transport/load-known-hosts.ts';
import { openHost } from '../../../src/transport/open-host.ts';
import { freshFolder, makeKey } from '../keys.ts';

const folder = freshFolder();
const key = makeKey(folder, 'id', 'ed25519');
const certified = makeKey(folder, 'certified', 'ed25519');
const bin = join(folder, 'bin');
mkdirSync(bin);
for (const program of ['sh', 'sleep', 'rm', 'rmdir']) symlinkSync(`/bin/${program}`, join(bin, program));
symlinkSync(key.file, `${certified.file}-cert.pub`);

const { PATH, XDG_RUNTIME_DIR } = process.env;
afterEach(() => {
  process.env['PATH'] = PATH;
  process.env['XDG_RUNTIME_DIR'] = XDG_RUNTIME_DIR;
  if (XDG_RUNTIME_DIR === undefined) delete process.env['XDG_RUNTIME_DIR'];
});

async function refusal(over: Partial<SshConnection>) {
  const connection: SshConnection = {
    kind: 'ssh',
    client: 'openssh',
    host: 'web01',
    address: '127.0.0.1',
    port: 1,
    user: 'ops',
    keyFiles: [key.file],
    password: null,
    become: null,
    jumps: [],
    proxyCommand: null,
    configured: null,
    ...over,
  };
  const opened = await openHost(connection, {
    connectTimeoutMs: 10_000,
    knownHosts: loadKnownHosts([]),
    hostKeys: 'strict',
    keys: createKeyRing(() => Promise.resolve(null)),
    agentSocket: null,
    jumpLinks: new Map(),
    openSsh: { jumps: new Map(), hosts: new Set() },
  });
  if (opened.ok) throw new Error('it was not to be reached');
  return opened.error;
}

test('a machine without ssh says so, where that was asked for', async () => {
  process.env['PATH'] = bin;
  const error = await refusal({});
  expect(error).toMatchObject({ reason: 'ssh-missing', message: 'there is no `ssh` on this machine' });
});

test('a machine without ssh leaves to ssh2 what ssh would have been better for', async () => {
  process.env['PATH'] = bin;
  expect(await refusal({ client: 'either', keyFiles: [certified.file] })).toMatchObject({
    message: '127.0.0.1:1: nothing listens there (ECONNREFUSED)',
  });
});

test('nothing stays of a login that failed, in whatever folder', async () => {
  const runtime = join(folder, "it's 100% mine");
  mkdirSync(runtime);
  process.env['XDG_RUNTIME_DIR'] = runtime;
  expect(await refusal({})).toMatchObject({ reason: 'connection-refused' });
  expect(readdirSync(runtime)).toEqual([]);
});

test('a host that would have ssh read its name as an option is refused before anything is started', async () => {
  process.env['PATH'] = bin;
  expect(await refusal({ address: '-oProxyCommand=touch x' })).toMatchObject({ reason: 'exec-failed' });
});
