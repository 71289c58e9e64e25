import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { showMistake } from '../../src/base/user-error.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { select } from '../../src/inventory/select.ts';

const load = (name: string) => {
  const file = new URL(`../corpus/inventory/${name}.yml`, import.meta.url);
  return parseInventory([{ kind: 'text', file: `${name}.yml`, text: readFileSync(file, 'utf8') }]);
};
const fleet = load('fleet');
const odd = load('odd');

const names = (inventory: typeof fleet, pattern: string, files: Readonly<Record<string, string>> = {}): string => {
  const selected = select(inventory, pattern, (path) => files[path] ?? null);
  return selected.ok
    ? selected.value.hosts.map(({ name }) => name).join(' ')
    : selected.error.map(showMistake).join('\n');
};

/** Each right side is what ansible-core 2.14.18 selects from the same file, in its order. */
describe('a pattern selects what Ansible selects', () => {
  test.each([
    [
      'all',
      'lonely web01 web03 web05 web1.example.com web2.example.com web3.example.com dba dbb dbc db01xa db01xb db02xa db02xb',
    ],
    [
      '*',
      'lonely web01 web03 web05 web1.example.com web2.example.com web3.example.com dba dbb dbc db01xa db01xb db02xa db02xb',
    ],
    ['web', 'web01 web03 web05 web1.example.com web2.example.com web3.example.com'],
    ['web*', 'web01 web03 web05 web1.example.com web2.example.com web3.example.com'],
    ['db:!dba', 'dbb dbc db01xa db01xb db02xa db02xb'],
    ['web:&eu', 'web01 web05'],
    ['eu,us', 'web01 web05 dba web03'],
    ['~web0[13]', 'web01 web03'],
    ['web[0]', 'web01'],
    ['web[-1]', 'web3.example.com'],
    ['web[0:2]', 'web01 web03 web05'],
    ['web[1:]', 'web03 web05 web1.example.com web2.example.com web3.example.com'],
    ['web*[1:3]', 'web03 web05 web1.example.com'],
    ['lonely', 'lonely'],
    ['lone*', 'lonely'],
    ['ungrouped', 'lonely'],
    ['!web', 'lonely dba dbb dbc db01xa db01xb db02xa db02xb'],
    ['&eu', 'web01 web05 dba'],
    ['all:!web:&eu', 'dba'],
    ['w?b', 'web01 web03 web05 web1.example.com web2.example.com web3.example.com'],
    ['db[ac]', 'dba dbc'],
    ['db[!a]', 'dbb dbc'],
    ['web01:lonely', 'web01 lonely'],
    ['all[3:4]', 'web05 web1.example.com'],
    [
      'web:db',
      'web01 web03 web05 web1.example.com web2.example.com web3.example.com dba dbb dbc db01xa db01xb db02xa db02xb',
    ],
    ['*.example.com', 'web1.example.com web2.example.com web3.example.com'],
    ['~.*example', 'web1.example.com web2.example.com web3.example.com'],
    ['web1.example.com', 'web1.example.com'],
    ['web01,web01', 'web01'],
    ['e*', 'web01 web05 dba'],
    [
      'all:!nope',
      'lonely web01 web03 web05 web1.example.com web2.example.com web3.example.com dba dbb dbc db01xa db01xb db02xa db02xb',
    ],
    ['*,!web*', 'lonely dba dbb dbc db01xa db01xb db02xa db02xb'],
    ['web[0-1]', 'web01 web03'],
    ['db*[2:]', 'dbc db01xa db01xb db02xa db02xb dba dbb'],
    ['~(?i)LONE', 'lonely'],
    ['~(?P<kind>db)[ab]', 'dba dbb'],
    ['eu_*[0]', 'web01'],
    ['dbb,dba', 'dbb dba'],
    [
      'db,web',
      'dba dbb dbc db01xa db01xb db02xa db02xb web01 web03 web05 web1.example.com web2.example.com web3.example.com',
    ],
    ['lonely:web:!eu_web', 'lonely web03 web1.example.com web2.example.com web3.example.com'],
    ['d*[-2]', 'db02xa'],
    ['*x?', 'db01xa db01xb db02xa db02xb'],
    ['web03,eu_*,!web05', 'web03 web01 dba'],
  ])('%s', (pattern, hosts) => expect(names(fleet, pattern)).toBe(hosts));

  test.each([
    ['all', 'z1 u1 a1 b1 2001:db8::1 2001:db8::2 127.0.0.1'],
    ['a*', 'z1 u1 a1 b1 2001:db8::1 2001:db8::2 127.0.0.1'],
    ['web', 'b1 a1'],
    ['aaa[0]', 'b1'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:db8::2', '2001:db8::2'],
    ['2001:*', 'z1 u1 a1 b1 2001:db8::1 2001:db8::2 127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
    ['zzz,web', 'a1 b1'],
  ])('%s of odd names', (pattern, hosts) => expect(names(odd, pattern)).toBe(hosts));
});

test('localhost is this machine where the inventory has no host of such a name', () => {
  const selected = select(fleet, 'localhost');
  expect(selected.ok && selected.value.hosts).toMatchObject([
    { name: 'localhost', vars: { ansible_connection: 'local' } },
  ]);
  expect(names(odd, '::1')).toBe('127.0.0.1');
});

describe('a pattern in a file', () => {
  test('stands on a line of its own; blank lines and comments are nothing', () => {
    expect(names(fleet, '@retry', { retry: '# failed last time\nweb03\n\n  dba  \n!lonely\n' })).toBe('web03 dba');
  });
  test('goes with patterns beside it', () => {
    expect(names(fleet, '@retry,&eu', { retry: 'web03\nweb01\n' })).toBe('web01');
  });
  test('is missed when the file is', () => {
    expect(names(fleet, '@gone')).toBe(
      "the file of host patterns `gone` can't be read\n  hint: `@file` names a file with one host pattern on each line",
    );
  });
});

describe('an empty selection is a mistake, never all hosts', () => {
  test.each([
    ['wbe', 'no host matches `wbe`\n  hint: did you mean `web`?'],
    ['wbe*', 'no host matches `wbe*`\n  hint: did you mean `web`?'],
    ['dba,&wbe01', 'no host matches `dba,&wbe01`\n  hint: did you mean `web01`?'],
    ['quite-another', 'no host matches `quite-another`\n  hint: `suture inventory --graph` shows the groups and hosts'],
    ['web:!all', 'no host matches `web:!all`\n  hint: `suture inventory --graph` shows the groups and hosts'],
    ['web[7:9]', 'no host matches `web[7:9]`\n  hint: `suture inventory --graph` shows the groups and hosts'],
    ['', 'no host matches ``: it is empty'],
    [' , ', 'no host matches ` , `: it is empty'],
    ['web[99]', '`web[99]` reaches beyond its 6 hosts'],
    ['web[-7]', '`web[-7]` reaches beyond its 6 hosts'],
    ['~web(', '`~web(` is not a regular expression'],
  ])('%j', (pattern, mistake) => expect(names(fleet, pattern)).toBe(mistake));

  test('what matched nothing beside something is told', () => {
    const selected = select(fleet, 'web01,nope,!gone');
    expect(selected.ok && selected.value.unmatched).toEqual(['nope', '!gone']);
  });
});
