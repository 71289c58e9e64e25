import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { askedSshConfig } from '../../../src/cli/inventory/ssh-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'suture-ssh-config-'));
const file = join(folder, 'config');
const key = join(folder, 'key of web01');
mkdirSync(join(folder, 'config.d'));
writeFileSync(key, '');
writeFileSync(join(folder, 'config.d', 'more.conf'), 'Host included\n');
writeFileSync(join(folder, 'config.d', 'not.this'), 'Host elsewhere\n');
writeFileSync(
  file,
  `Include ${folder}/config.d/*.conf
Host web01
  HostName %h.example.com
  Port 2222
  User ops
  IdentityFile "${folder}/key of %n"
  IdentityFile ${folder}/none
  ProxyCommand ssh -W %h:%p gate
  HostKeyAlias alias
Host token
  PKCS11Provider /lib/x.so
Host agent
  IdentityAgent /run/x
Host certified
  CertificateFile ~/x-cert.pub
Host gated
  ProxyJump a,b
`,
);
const broken = join(folder, 'broken');
writeFileSync(broken, 'Foo bar\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plain = { keyFiles: [], proxyJump: null, proxyCommand: null, hostKeyAlias: null, isForSshAlone: false };

test.each([
  [
    'web01',
    {
      ...plain,
      hostName: 'web01.example.com',
      port: 2222,
      user: 'ops',
      keyFiles: [key],
      proxyCommand: 'ssh -W %h:%p gate',
      hostKeyAlias: 'alias',
    },
  ],
  ['plain', { ...plain, hostName: 'plain', port: 22 }],
  ['gated', { ...plain, proxyJump: 'a,b' }],
  ['token', { isForSshAlone: true }],
  ['agent', { isForSshAlone: true }],
  ['certified', { isForSshAlone: true }],
])('the ssh of this machine tells what it has for %s', async (name, settings) => {
  const config = askedSshConfig([]);
  const question = { name, user: null, port: null, file };
  expect(config.of(question)).toBeNull();
  expect(await config.learn()).toBe(true);
  expect(config.of(question)).toMatchObject({ ok: true, value: settings });
  expect(await config.learn()).toBe(false);
});

test('names that it could take for options reach it as names', async () => {
  const config = askedSshConfig([]);
  const question = { name: '-oProxyCommand=x', user: '-oUser=x', port: 1, file };
  config.of(question);
  await config.learn();
  const told = config.of(question);
  expect(told?.ok === false || told?.value.proxyCommand === null).toBe(true);
});

test('a configuration that ssh cannot read is told in its words', async () => {
  const config = askedSshConfig([]);
  const question = { name: 'x', user: null, port: null, file: broken };
  config.of(question);
  await config.learn();
  expect(config.of(question)).toEqual({ ok: false, error: `${broken}: line 1: Bad configuration option: foo` });
});

test('its Host lines are found, those of included files too', () => {
  const { names } = askedSshConfig([file, join(homedir(), 'no-such-config')]);
  expect(['web01', 'included', 'elsewhere', 'other'].map(names)).toEqual([true, true, false, false]);
});
