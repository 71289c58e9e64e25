import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { indexKnownHosts, knownKeyTypes, verdict } from '../../src/transport/known-hosts.ts';
import { parseKnownHosts } from '../../src/transport/known-hosts-line.ts';
import { freshFolder, makeKey } from './keys.ts';

const folder = freshFolder();
const pinned = makeKey(folder, 'pinned', 'ed25519');
const other = makeKey(folder, 'other', 'ed25519');
const ecdsa = makeKey(folder, 'ecdsa', 'ecdsa');
const key = `${pinned.type} ${pinned.base64}`;
const otherKey = `${other.type} ${other.base64}`;
const ecdsaKey = `${ecdsa.type} ${ecdsa.base64}`;

const known = (text: string) => indexKnownHosts(['kh'], parseKnownHosts(text, 'kh'));
const judge = (text: string, host: string, port = 22) =>
  verdict(known(text), host, port, pinned.type, pinned.blob).kind;

const hashed = (name: string): string => {
  const salt = Buffer.from('01234567890123456789');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};

describe('a host key is judged by the lines that speak of its host', () => {
  test.each([
    ['a plain name', `web01 ${key}`, 'web01', 22, 'match'],
    ['a name in a list', `web00,web01,10.0.0.1 ${key}`, '10.0.0.1', 22, 'match'],
    ['another name', `web02 ${key}`, 'web01', 22, 'unknown'],
    ['names in any case', `WEB01 ${key}`, 'Web01', 22, 'match'],
    ['a star', `*.example.com ${key}`, 'a.b.example.com', 22, 'match'],
    ['a star that needs more', `*.example.com ${key}`, 'example.com', 22, 'unknown'],
    ['a question mark', `web0? ${key}`, 'web01', 22, 'match'],
    ['a dot that is only a dot', `web.1 ${key}`, 'webx1', 22, 'unknown'],
    ['a negation that comes first', `!web01,web* ${key}`, 'web01', 22, 'unknown'],
    ['a negation that comes last', `web*,!web01 ${key}`, 'web01', 22, 'unknown'],
    ['a negation of another host', `web*,!web02 ${key}`, 'web01', 22, 'match'],
    ['a port', `[web01]:2222 ${key}`, 'web01', 2222, 'match'],
    ['a port that differs', `[web01]:2222 ${key}`, 'web01', 2223, 'unknown'],
    ['a port, but ssh on 22', `[web01]:2222 ${key}`, 'web01', 22, 'unknown'],
    ['a bare name with the same key, on another port', `web01 ${key}`, 'web01', 2222, 'match'],
    ['a bare name with another key, on another port', `web01 ${otherKey}`, 'web01', 2222, 'unknown'],
    ['a hashed name', `${hashed('web01')} ${key}`, 'web01', 22, 'match'],
    ['a hashed name in capitals', `${hashed('web01')} ${key}`, 'WEB01', 22, 'match'],
    ['another hashed name', `${hashed('web02')} ${key}`, 'web01', 22, 'unknown'],
    ['a hashed name with a port', `${hashed('[web01]:2222')} ${key}`, 'web01', 2222, 'match'],
    ['an IPv6 address', `fe80::1 ${key}`, 'fe80::1', 22, 'match'],
    ['another key of the same type', `web01 ${otherKey}`, 'web01', 22, 'changed'],
    ['only a key of another type', `web01 ${ecdsaKey}`, 'web01', 22, 'changed'],
    ['a wrong line and a right one', `web01 ${otherKey}\nweb01 ${key}`, 'web01', 22, 'match'],
    ['a revoked key', `web01 ${key}\n@revoked * ${key}`, 'web01', 22, 'revoked'],
    ['a key revoked for another host', `web01 ${key}\n@revoked web02 ${key}`, 'web01', 22, 'match'],
    ['another key revoked', `web01 ${key}\n@revoked * ${otherKey}`, 'web01', 22, 'match'],
    ['a bare name whose key is revoked, on another port', `@revoked web01 ${key}`, 'web01', 2222, 'revoked'],
    ['a certificate authority', `@cert-authority * ${key}`, 'web01', 22, 'unknown'],
    ['a comment', `# web01 ${key}`, 'web01', 22, 'unknown'],
    ['tabs, and a comment at the end', ` web01\t${key}  me@home\r`, 'web01', 22, 'match'],
    ['a key that is not of the type it is given as', `web01 ${other.type} ${ecdsa.base64}`, 'web01', 22, 'unknown'],
    ['a protocol 1 line', 'web01 1024 35 1182', 'web01', 22, 'unknown'],
    ['an unknown marker', `@odd web01 ${key}`, 'web01', 22, 'unknown'],
    ['a hash of another make', `|2|AAAA|AAAA ${key}`, 'web01', 22, 'unknown'],
    ['nothing at all', '', 'web01', 22, 'unknown'],
  ] as const)('%s', (_name, text, host, port, expected) => {
    expect(judge(text, host, port)).toBe(expected);
  });

  test('a changed key names each line that pins the host', () => {
    const found = verdict(known(`\n# x\nweb01 ${otherKey}\nweb* ${ecdsaKey}`), 'web01', 22, pinned.type, pinned.blob);
    expect(found.kind === 'changed' && found.expected.map(({ place }) => place)).toEqual([
      { file: 'kh', line: 3 },
      { file: 'kh', line: 4 },
    ]);
  });

  test('a pattern of many stars is no trap', () => {
    const started = performance.now();
    expect(judge(`${'*a'.repeat(500)}b ${key}`, 'a'.repeat(5_000))).toBe('unknown');
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('ten thousand hosts are found in a moment', () => {
    const text = Array.from({ length: 10_000 }, (_, n) => `host${n} ${key}`).join('\n');
    const many = known(text);
    const started = performance.now();
    for (let n = 0; n < 10_000; n += 1) expect(many.linesFor(`host${n}`, 22)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

test('the key types of a host come in file order, without those of other hosts', () => {
  const lines = known(`web01 ${ecdsaKey}\nweb02 ${otherKey}\n[web03]:22022 ${otherKey}\n@revoked web01 ${key}`);
  expect(knownKeyTypes(lines, 'web01', 22)).toEqual(['ecdsa-sha2-nistp256']);
  expect(knownKeyTypes(lines, 'web01', 2200)).toEqual(['ecdsa-sha2-nistp256']);
  expect(knownKeyTypes(lines, 'web03', 22022)).toEqual(['ssh-ed25519']);
  expect(knownKeyTypes(lines, 'web04', 22)).toEqual([]);
});
