import { describe, expect, test } from 'vitest';
import { err, ok } from '../../src/base/result.ts';
import { showMistake } from '../../src/base/user-error.ts';
import { type ConnectionOverrides, connectionOf } from '../../src/inventory/connection-of.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import type { SshConfig, SshQuestion } from '../../src/inventory/ssh-config/ask.ts';
import type { SshSettings } from '../../src/inventory/ssh-config/settings.ts';

const nothing: SshSettings = {
  hostName: '',
  port: 22,
  user: 'me',
  keyFiles: [],
  proxyJump: null,
  proxyCommand: null,
  hostKeyAlias: null,
  isForSshAlone: false,
};

const entries: Readonly<Record<string, Partial<SshSettings>>> = {
  web01: { hostName: '10.0.0.1', port: 2222, user: 'ops', keyFiles: ['/k'], hostKeyAlias: 'w' },
  inner: { hostName: '10.0.0.2', proxyJump: 'gate' },
  gate: { hostName: 'gate.example', user: 'jumper', keyFiles: ['/gate-key'], proxyJump: 'outer:2200' },
  spelt: { hostName: '10.0.0.3', proxyCommand: 'ssh -W %h:%p gate' },
  odd: { hostName: '10.0.0.4', proxyCommand: 'nc %h %p' },
  certified: { hostName: '10.0.0.5', isForSshAlone: true },
  round: { hostName: 'round.example', proxyJump: 'round' },
  'behind-odd': { hostName: '10.0.0.6', proxyJump: 'odd' },
};

const asked: SshQuestion[] = [];
const config: SshConfig = {
  names: (name) => Object.hasOwn(entries, name),
  of: (question) => {
    asked.push(question);
    if (question.name === 'broken') return err('line 1: Bad configuration option: foo');
    return ok({
      ...nothing,
      hostName: question.name,
      ...entries[question.name],
      ...(question.user === null ? {} : { user: question.user }),
      ...(question.port === null ? {} : { port: question.port }),
    });
  },
};

function connect(name: string, vars: string, overrides: Partial<ConnectionOverrides> = {}) {
  asked.length = 0;
  const { hosts } = parseInventory([{ kind: 'text', file: 'i.yml', text: `web:\n  hosts:\n    ${name}: ${vars}` }]);
  const all = { defaultUser: 'me', home: '/home/me', sshConfig: config, ...overrides };
  return connectionOf(hosts.get(name)!, all);
}

const named = { name: 'web01', file: null, hostKeyAlias: 'w' };
const gate = { address: 'gate.example', port: 22, user: 'jumper', keyFiles: ['/gate-key'] };
const outer = { address: 'outer', port: 2200, user: 'me' };

describe("a host is reached as ssh's configuration says", () => {
  test.each<[string, string, Partial<ConnectionOverrides>, object]>([
    ['web01', '', {}, { address: '10.0.0.1', port: 2222, user: 'ops', keyFiles: ['/k'], configured: named }],
    ['web01', '', { user: 'you' }, { user: 'you', address: '10.0.0.1' }],
    ['web01', '', { keyFile: '~/k' }, { keyFiles: ['/home/me/k'], user: 'ops' }],
    [
      'web01',
      '{ suture_ssh_config: true, ansible_user: a, ansible_port: 1 }',
      {},
      { user: 'a', port: 1, address: '10.0.0.1' },
    ],
    ['web01', '{ suture_ssh_config: true, ansible_host: inner }', {}, { address: '10.0.0.2', jumps: [outer, gate] }],
    ['web01', '{ suture_ssh_config: /my/config }', {}, { configured: { ...named, file: '/my/config' } }],
    ['web01', '{ suture_ssh_config: ~/fleet }', {}, { configured: { ...named, file: '/home/me/fleet' } }],
    ['other', '{ suture_ssh_config: true }', {}, { address: 'other', configured: { name: 'other' } }],
    ['other', '', { sshConfigChoice: true }, { configured: { name: 'other' } }],
    ['inner', '', {}, { address: '10.0.0.2', jumps: [outer, gate], client: 'either' }],
    ['spelt', '', {}, { address: '10.0.0.3', jumps: [outer, gate], client: 'either' }],
    ['odd', '', {}, { proxyCommand: 'nc %h %p', client: 'openssh' }],
    ['certified', '', {}, { client: 'openssh' }],
    ['certified', '{ ansible_connection: ssh2 }', {}, { client: 'ssh2' }],
    ['inner', '{ suture_jump: none }', {}, { jumps: [], address: '10.0.0.2' }],
    [
      'inner',
      '{ suture_jump_key: k }',
      {},
      {
        jumps: [
          { ...outer, keyFiles: ['k'] },
          { ...gate, keyFiles: ['k'] },
        ],
      },
    ],
    ['plain', '{ suture_jump: gate }', {}, { configured: null, jumps: [outer, gate] }],
    ['plain', '{ suture_jump: "x@gate" }', {}, { jumps: [{ address: 'gate', user: 'x' }] }],
  ])('%s: %s with %o', (name, vars, overrides, connection) => {
    expect(connect(name, vars, overrides)).toMatchObject({ ok: true, value: connection });
  });
});

describe('it is not asked', () => {
  test.each<[string, string, Partial<ConnectionOverrides>]>([
    ['where it does not name the host', 'other', {}],
    ['where the inventory has an address', '{ ansible_host: inner }', {}],
    ['where the inventory has a port', '{ ansible_port: 22 }', {}],
    ['where the inventory has a user', '{ ansible_user: a }', {}],
    ['where the inventory has a key', '{ ansible_ssh_private_key_file: k }', {}],
    ['where the host does without', '{ suture_ssh_config: no }', { sshConfigChoice: true }],
    ['where the command line does without', '', { sshConfigChoice: false }],
  ])('%s', (_, vars, overrides) => {
    const connection = vars === 'other' ? connect('other', '', overrides) : connect('web01', vars, overrides);
    expect(connection).toMatchObject({ ok: true, value: { configured: null } });
    expect(asked).toEqual([]);
  });
});

test('it is asked in the name of the user and port that are given', () => {
  connect('web01', '{ suture_ssh_config: true, ansible_port: 1 }', { user: 'you' });
  expect(asked).toEqual([{ name: 'web01', user: 'you', port: 1, file: null }]);
});

test.each([
  [
    'broken',
    '{ suture_ssh_config: true }',
    "i.yml:3:34: `suture_ssh_config` can't be followed: line 1: Bad configuration option: foo\n  hint: `suture_ssh_config: false`, or `--ssh-config no`, does without",
  ],
  ['web01', '{ suture_ssh_config: [a] }', 'i.yml:3:33: `suture_ssh_config` must be true, false or text, not a list'],
  ['round', '', 'i.yml:3:5: `suture_ssh_config` leads over more than 8 jump hosts'],
  [
    'behind-odd',
    '',
    'i.yml:3:5: `suture_ssh_config` leads over the jump host odd, whose ProxyCommand is not just a jump\n  hint: name the jump hosts on the way there: `suture_jump: first,second`',
  ],
])('what is wrong is said where it stands: %s %s', (name, vars, mistake) => {
  const connection = connect(name, vars);
  expect(connection.ok ? [] : connection.error.map(showMistake)).toEqual([mistake]);
});
