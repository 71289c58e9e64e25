import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadKnownHosts } from '../../../src/transport/load-known-hosts.ts';
import { loginWords, proxyThrough, sayable } from '../../../src/transport/openssh/ssh-words.ts';
import { freshFolder } from '../keys.ts';

const end = {
  host: 'web01',
  address: '10.0.0.1',
  port: 2222,
  user: 'ops',
  keyFiles: ['/keys/a%b'],
  proxyCommand: null,
  configured: null,
};
const odd = join(freshFolder(), "a b's 100%");
mkdirSync(odd);

/** What the ssh of this machine makes of words, by its own account. */
function understood(words: readonly string[], config = ''): Readonly<Record<string, string>> {
  const file = join(odd, 'config');
  writeFileSync(file, config);
  const told = execFileSync('ssh', ['-F', file, '-G', ...words, '--', 'web01'], { encoding: 'utf8', stdio: 'pipe' });
  const lines = told
    .split('\n')
    .map((line): [string, string] => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1)]);
  return Object.fromEntries(lines);
}

const known = loadKnownHosts([join(odd, 'known_hosts'), '/other']);

test('ssh is told whom to reach, as whom, and whose keys to trust, whatever its configuration says', () => {
  const words = loginWords(end, null, { kind: 'known' }, { knownHosts: known });
  const config = [
    ...['HostName elsewhere', 'Port 1', 'User root', 'ProxyCommand evil', 'ProxyJump gate', 'StrictHostKeyChecking no'],
    ...['ForwardAgent yes', 'LocalForward 1 x:1', 'RemoteCommand evil', 'PermitLocalCommand yes', 'LocalCommand evil'],
    ...['UserKnownHostsFile /dev/null', 'VerifyHostKeyDNS yes', 'BatchMode no', 'RequestTTY force', 'ControlPersist 9'],
  ].join('\n');
  const all = understood(words, `Host *\n${config}\n`);
  expect(all).toMatchObject({
    hostname: '10.0.0.1',
    port: '2222',
    user: 'ops',
    batchmode: 'yes',
    stricthostkeychecking: 'true',
    globalknownhostsfile: '/dev/null',
    verifyhostkeydns: 'false',
    forwardagent: 'no',
    clearallforwardings: 'yes',
    permitlocalcommand: 'no',
    requesttty: 'false',
    identitiesonly: 'yes',
    identityfile: '/keys/a%%b',
    controlpersist: 'no',
  });
  expect(all['proxycommand'] ?? 'none').toBe('none');
  expect(all['proxyjump'] ?? 'none').toBe('none');
  expect(all['remotecommand'] ?? 'none').toBe('none');
});

test('files of any name reach ssh whole', () => {
  const words = loginWords(end, null, { kind: 'known' }, { knownHosts: known });
  expect(words).toContain(`UserKnownHostsFile="${odd.replace('%', '%%')}/known_hosts" "/other"`);
  expect(understood(words)['userknownhostsfile']).toContain('known_hosts');
});

test('a way through a master is one command line that never logs in by itself', () => {
  const line = proxyThrough("/run/it's 5%/s");
  expect(line).toMatch(/ProxyCommand=false.* -W '\[%h\]:%p' -- jump$/);
  expect(line).toContain(`'/run/it'\\''s 5%%%%/s'`);
});

describe('names that could be taken for an option or a command are refused', () => {
  test.each(['-oProxyCommand=x', 'a b', 'a;b', '$(x)', '`x`', 'u@h', 'a\nb', "a'b", 'a/b'])(
    'the address %j',
    (address) => {
      expect(sayable({ ...end, address }).ok).toBe(false);
    },
  );
  test.each(['-l', 'a;b', 'a`b`', 'a\nb', 'a -o', 'a\\'])('the user %j', (user) => {
    expect(sayable({ ...end, user }).ok).toBe(false);
  });
  test.each([
    ['web01.example.com', 'ops'],
    ['fe80::1%eth0', 'DOMAIN\\ops'],
    ['10.0.0.1', 'ops@example.com'],
    ['bücher.example', 'two words'],
  ])('and others are not: %s, %s', (address, user) => {
    expect(sayable({ ...end, address, user })).toEqual({ ok: true, value: undefined });
  });
});
