import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connectionOf } from '../../src/inventory/connection-of.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';

// A name that goes to the network, to ssh or into known_hosts is a name: no pattern, no option, no marker, no words for a shell.

const NO_HOSTS = [
  '*',
  '?',
  'web*',
  '!web',
  'a,b',
  'a, b',
  '|1|c2FsdA==|aGFzaA==',
  '@revoked',
  '@cert-authority',
  '#x',
  'a b',
  '[a]',
  '[::1',
  '-oProxyCommand=id',
  '-v',
  'a\nb',
  'a\rb',
  'a\tb',
  'a\u0000b',
  '$(id)',
  '`id`',
  'a;id',
  'a|id',
  'a&id',
  "a'b",
  'a"b',
  'a\\b',
  'a/b',
  '../x',
  '.',
  '..',
  '.a',
  'a..b',
  '{{ x }}',
  '{{x}}',
  '%h',
  'a%b',
  'a@b',
  'a=b',
  'fe80::1%',
  'fe80::1%a;b',
  ':',
  '1:2',
  'x'.repeat(256),
];
const HOSTS = [
  'web01',
  'WEB01.Example.COM',
  'web01.example.com.',
  'a_b',
  '10.0.0.1',
  '::1',
  'fe80::1%eth0',
  '::ffff:10.0.0.1',
  'bücher.example',
];
const NO_USERS = [
  '-oProxyCommand=id',
  '-l',
  'a -b',
  'a;id',
  '$(id)',
  '`id`',
  'a|b',
  'a\nb',
  "a'b",
  'a"b',
  'a\\',
  '{{ x }}',
  'a&b',
  '<a',
  'a\u0000',
];
const USERS = ['ops', 'DOM\\ops', 'ops@example.com', 'svc-web.1', 'first last', 'ops+x', '0'];

function connect(vars: object, name = 'web01') {
  const text = JSON.stringify({ all: { hosts: { [name]: vars } } });
  const [host] = parseInventory([{ kind: 'text', file: 'i.yml', text }]).hosts.values();
  return connectionOf(host!, { defaultUser: 'me', home: '/' });
}

describe.each<[string, (word: string) => object]>([
  ['ansible_host', (word) => ({ ansible_host: { __ansible_unsafe: word } })],
  ['ansible_ssh_host', (word) => ({ ansible_ssh_host: { __ansible_unsafe: word } })],
  ['suture_jump', (word) => ({ suture_jump: { __ansible_unsafe: `ops@${word}` } })],
  [
    'a jump host in ssh arguments',
    (word) => ({ ansible_ssh_common_args: { __ansible_unsafe: `-o 'ProxyJump=${word}'` } }),
  ],
])('no host by %s', (name, vars) => {
  // Of jump hosts commas part several, and a port and a user may stand beside the name.
  const isElsewhere = (word: string): boolean => /jump|arguments/.test(name) && /[,@\]]|^\d:/.test(word);
  test.each(NO_HOSTS.filter((word) => !isElsewhere(word)))('%j', (word) => expect(connect(vars(word)).ok).toBe(false));
});

test.each(NO_HOSTS)('no host of an inventory is reached by its name alone: %j', (name) => {
  expect(() => {
    const connection = connect({}, name);
    if (!connection.ok) throw new Error('refused');
    // Where the name is read as something else, such as a name and its port, it is that which is reached.
    expect(connection.value.kind === 'ssh' && HOST.test(connection.value.address)).toBe(true);
    throw new Error('refused');
  }).toThrow(/refused|host's name|bracket|stands for|range/);
});
const HOST = /^[\w.-]+$/;

test.each(HOSTS)('a host: %s', (word) => {
  expect(connect({ ansible_host: word })).toMatchObject({ value: { address: word } });
});

describe.each<[string, (word: string) => object]>([
  ['ansible_user', (word) => ({ ansible_user: word })],
  ['ansible_ssh_user', (word) => ({ ansible_ssh_user: word })],
  ['ansible_become_user', (word) => ({ ansible_become: true, ansible_become_user: word })],
  ['suture_jump', (word) => ({ suture_jump: `${word}@gate` })],
])('a user by %s', (_, written) => {
  const vars = (word: string): object =>
    Object.fromEntries(
      Object.entries(written(word)).map(([name, value]) => [
        name,
        value === true ? true : { __ansible_unsafe: String(value) },
      ]),
    );
  test.each(NO_USERS)('none is %j', (word) => expect(connect(vars(word)).ok).toBe(false));
  test.each(USERS)('one is %j', (word) => expect(connect(vars(word))).toMatchObject({ ok: true }));
});

test.each(['-oProxyCommand=id', 'a\nb', 'a"b', '{{ x }}'])('no key file is %j', (file) => {
  expect(connect({ ansible_ssh_private_key_file: { __ansible_unsafe: file } }).ok).toBe(false);
  expect(connect({ suture_jump: 'gate', suture_jump_key: { __ansible_unsafe: file } }).ok).toBe(false);
});

test('whatever an address is, what is taken has no sign that means something to ssh, known_hosts or a shell', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (word) => {
      const connection = connect({ ansible_host: { __ansible_unsafe: word } });
      if (connection.ok) expect(word).toMatch(/^(?!-)[\p{L}\p{N}_.:%-]+$/u);
    }),
    { numRuns: 2000 },
  );
});
