import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { connectionsOf } from '../../src/inventory/connection-of.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';

const load = (...texts: readonly string[]) =>
  parseInventory(
    texts.map((text, index) => ({ kind: 'text', file: `${index === 0 ? 'i' : `i${index + 1}`}.yml`, text })),
  );

function said(...texts: readonly string[]): string {
  try {
    load(...texts);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

describe('an inventory', () => {
  test('keeps hosts in the order of their first mention, each with its groups and places', () => {
    const inventory = load(
      'web:\n  hosts:\n    b:\n    a: { rack: 1 }\ndb:\n  hosts:\n    a:\n    c:\n  vars:\n    x: 1',
    );
    expect([...inventory.hosts.keys()]).toEqual(['b', 'a', 'c']);
    expect(inventory.hosts.get('a')).toEqual({
      name: 'a',
      vars: { x: 1, rack: 1 },
      groups: ['all', 'db', 'web'],
      place: { file: 'i.yml', line: 4, column: 5 },
      varPlaces: new Map([
        ['x', { file: 'i.yml', line: 10, column: 8 }],
        ['rack', { file: 'i.yml', line: 4, column: 16 }],
      ]),
    });
    expect(inventory.groups.get('all')?.children).toEqual(['ungrouped', 'web', 'db']);
  });

  test('lets the deeper group win, at one depth the higher priority, then the later name', () => {
    const text = (priority: string) => `
a: { hosts: { h: }, vars: { v: a, w: a${priority} } }
b: { hosts: { h: }, vars: { v: b, w: b } }
c: { children: { d: { hosts: { h: }, vars: { w: d } } }, vars: { v: c } }
`;
    expect(load(text('')).hosts.get('h')?.vars).toEqual({ v: 'c', w: 'd' });
    expect(load(text(', ansible_group_priority: 9')).hosts.get('h')?.vars).toEqual({ v: 'a', w: 'd' });
  });

  test('lets a later file win', () => {
    const inventory = load('web: { hosts: { h: { x: 1, y: 1 } } }', 'web: { hosts: { h: { x: 2 } } }');
    expect(inventory.hosts.get('h')?.vars).toEqual({ x: 2, y: 1 });
    expect(inventory.hosts.get('h')?.varPlaces?.get('x')?.file).toBe('i2.yml');
  });

  test('that ships as an example is whole', () => {
    const text = readFileSync(new URL('../../inventory.example.yml', import.meta.url), 'utf8');
    const { hosts } = load(text);
    const connections = connectionsOf([...hosts.values()], { defaultUser: 'me', home: '/home/me' });
    expect(connections.ok && connections.value).toEqual(
      [1, 2, 3].map((number) => ({
        kind: 'ssh',
        client: 'either',
        host: `web0${number}`,
        address: '127.0.0.1',
        port: 22000 + number,
        user: 'ops',
        keyFiles: ['.lab/lab/id_ed25519'],
        password: null,
        become: { method: 'sudo', user: 'root', password: null },
        jumps: [],
        proxyCommand: null,
        configured: null,
      })),
    );
  });
});

describe('what is wrong is said at its place, with a hint', () => {
  const example = 'begin with a group: `all:`, below it `hosts:`, below that `web01:` and so on';
  const asKeys = 'write each as a key with a colon: `web01:`, not `- web01`';
  test.each([
    ['', `i.yml:1:1: this inventory is empty\n  hint: ${example}`],
    ['- web01', `i.yml:1:1: an inventory is a mapping of groups, not a list\n  hint: ${example}`],
    ['web01', `i.yml:1:1: an inventory is a mapping of groups, not text\n  hint: ${example}`],
    [
      'hosts:\n  web01:',
      'i.yml:1:1: `hosts` stands outside of any group\n  hint: put it below a group: `all:`, and below that `hosts:`',
    ],
    [
      'plugin: aws_ec2\nregions: [eu]',
      "i.yml:1:1: this is the configuration of one of Ansible's inventory plugins\n  hint: write its hosts out: `ansible-inventory -i FILE --list --yaml --export > inventory.yml`",
    ],
    ['web:\n  host:\n    a:', 'i.yml:2:3: `host` is not known in group `web`\n  hint: did you mean `hosts`?'],
    ['web:\n  hots: a', 'i.yml:2:3: `hots` is not known in group `web`\n  hint: did you mean `hosts`?'],
    [
      'web:\n  ansible_user: ops',
      'i.yml:2:3: `ansible_user` is not known in group `web`\n  hint: a group has hosts, children and vars; a variable goes below `vars:`',
    ],
    [
      'web:\n  frontend:\n    hosts:',
      'i.yml:2:3: `frontend` is not known in group `web`\n  hint: a group has hosts, children and vars; a group inside this one goes below `children:`',
    ],
    [
      'web: [a, b]',
      `i.yml:1:6: group \`web\` must be a mapping of hosts, children and vars, not a list\n  hint: put \`hosts:\` below it, and ${asKeys}`,
    ],
    [
      'web:\n  hosts:\n    - a',
      `i.yml:3:5: \`hosts\` of group \`web\` must be a mapping, not a list\n  hint: ${asKeys}`,
    ],
    [
      'web:\n  vars: [a]',
      'i.yml:2:9: `vars` of group `web` must be a mapping, not a list\n  hint: write each as a key with its value: `ansible_user: ops`',
    ],
    [
      'web:\n  hosts:\n    a: 10.0.0.1',
      'i.yml:3:8: the variables of host `a` must be a mapping, not text\n  hint: put it below: `ansible_host: 10.0.0.1`',
    ],
    [
      'web:\n  hosts:\n    a: [x]',
      'i.yml:3:8: the variables of host `a` must be a mapping, not a list\n  hint: write each variable as `name: value`',
    ],
    ['web:\n  hosts:\n    10:', 'i.yml:3:5: a host\'s name must be text, not a number\n  hint: put it in quotes: "10"'],
    ['no:\n  hosts:', 'i.yml:1:1: a group\'s name must be text, not a boolean\n  hint: put it in quotes: "no"'],
    [
      'web:\n  hosts:\n    ../etc:',
      'i.yml:3:5: a host\'s name has no spaces and no slashes, and no dash in front: "../etc"',
    ],
    [
      'web:\n  hosts:\n    web[1:x]:',
      'i.yml:3:5: the range `[1:x]` runs neither from a number to a number nor from a letter to a letter\n  hint: ranges look like this: `web[01:50]`, `web[1:9:2]`, `db[a:f]`',
    ],
    [
      'web:\n  hosts:\n    a:\n    b:\n    a:',
      'i.yml:5:5: `a` is here twice: first at i.yml:3:5\n  hint: keep one of the two; the keys of one mapping must differ',
    ],
    [
      'a:\n  children:\n    b:\n      children:\n        a:',
      'i.yml:5:9: group `a` contains itself: a → b → a\n  hint: take `a` out of the children of `b`',
    ],
    [
      'a:\n  children:\n    a:',
      'i.yml:3:5: group `a` contains itself: a → a\n  hint: take `a` out of the children of `a`',
    ],
    [
      'a:\n  children:\n    all:',
      "i.yml:3:5: `all` can't be a child of `a`\n  hint: every group is in `all` already: leave this out",
    ],
    ['a:\n  vars: { ansible_group_priority: high }', 'i.yml:2:35: `ansible_group_priority` must be a whole number'],
    ['web:\n\thosts:', 'i.yml:2:1: a tab indents this line\n  hint: indent with spaces only: two for each level'],
  ])('%j', (text, mistake) => expect(said(text)).toBe(mistake));

  test('all mistakes of all files come at once, in the order of their lines', () => {
    expect(said('web:\n  hots:\n  hosts:\n    a:\n    a:\n  vras:', 'db: 1').match(/^i.*?:\d+:\d+/gm)).toEqual([
      'i.yml:2:3',
      'i.yml:5:5',
      'i.yml:6:3',
      'i2.yml:1:5',
    ]);
  });

  test('a host in several groups, and a group in several places, is no mistake', () => {
    expect(said('a: { hosts: { h: } }\nb: { hosts: { h: }, children: { a: } }\nc: { children: { a: } }')).toBe('');
  });
});
