import { describe, expect, test } from 'vitest';
import { showMistake } from '../../../src/base/user-error.ts';
import { emptyDraft, groupIn } from '../../../src/inventory/draft.ts';
import { readIni } from '../../../src/inventory/ini/read-ini.ts';

const said = (text: string): string => readIni(emptyDraft(), { file: 'hosts', text }).map(showMistake).join('\n');

describe('what is wrong in an INI inventory is said at its place, with a hint', () => {
  const sections = 'a section is `[group]`, `[group:children]` or `[group:vars]`';
  test.each([
    ['[web:childen]', 'hosts:1:1: `[web:childen]` is no section that is known\n  hint: did you mean `children`?'],
    ['[web:x]\nanything', `hosts:1:1: \`[web:x]\` is no section that is known\n  hint: ${sections}`],
    ['a\n  [web servers]', `hosts:2:3: this is no section\n  hint: ${sections}, with no blanks in it`],
    [
      'web01 web02',
      'hosts:1:7: `name=value` is expected here, not "web02"\n  hint: a host stands on a line of its own, after it only `name=value`, with no blanks around `=`',
    ],
    [
      'web01 a="b',
      'hosts:1:1: the quote " on this line has no partner\n  hint: put a value that has blanks or `#` between two equal quotes',
    ],
    [
      'web01:',
      "hosts:1:1: the name of a host doesn't end with a colon: `web01:`\n  hint: take the colon away, or write the port after it",
    ],
    [
      '---',
      'hosts:1:1: `---` is the beginning of a YAML file\n  hint: name the file .yml if it is one, or take this line out',
    ],
    [
      'web[1-3]',
      'hosts:1:1: the range `[1-3]` is not begin:end or begin:end:step\n  hint: ranges look like this: `web[01:50]`, `web[1:9:2]`, `db[a:f]`',
    ],
    ['a/b', 'hosts:1:1: a host\'s name has no spaces and no slashes, and no dash in front: "a/b"'],
    [
      '[web]\n[web:vars]\nport 22',
      'hosts:3:1: a variable of a group is written `name=value`\n  hint: add `=` and the value',
    ],
    [
      '[web]\n[web:vars]\n ansible_group_priority = high',
      'hosts:3:27: `ansible_group_priority` must be a whole number',
    ],
    [
      '[web]\n[wbe:vars]\na=1',
      'hosts:2:1: vars are given for a group that no section declares: `wbe`\n  hint: did you mean `web`?',
    ],
    [
      '[web]\n[eu:children]\nwbe',
      'hosts:3:1: `eu` has a child that no section declares: `wbe`\n  hint: did you mean `web`?',
    ],
    [
      '[eu:children]\nus',
      'hosts:2:1: `eu` has a child that no section declares: `us`\n  hint: declare it with a section: `[us]`',
    ],
    [
      '[eu:children]\nall',
      "hosts:2:1: `all` can't be a child of `eu`\n  hint: every group is in `all` already: leave this out",
    ],
    [
      '[eu:children]\nweb db',
      'hosts:2:1: the name of a group is expected here, not "web db"\n  hint: each group stands on a line of its own',
    ],
  ])('%j', (text, mistake) => expect(said(text)).toBe(mistake));

  test('all of them at once', () => {
    expect(said('a b\n[x:y]\n[z').match(/^hosts:\d+:\d+/gm)).toEqual(['hosts:1:3', 'hosts:2:1']);
  });
});

test('a group that an earlier source made needs no section', () => {
  const draft = emptyDraft();
  groupIn(draft, 'web');
  expect(readIni(draft, { file: 'hosts', text: '[eu:children]\nweb\n[web:vars]\na=1' })).toEqual([]);
  expect([...(draft.groups.get('eu')?.children.keys() ?? [])]).toEqual(['web']);
});

test('a var has the place of its value', () => {
  const draft = emptyDraft();
  readIni(draft, { file: 'hosts', text: 'h  a=1 b="x y"\n[g]\n[g:vars]\n  c =  3' });
  const places = [...(draft.hosts.get('h')?.vars.values() ?? []), ...(draft.groups.get('g')?.vars.values() ?? [])];
  expect(places.map(({ place: { line, column } }) => `${line}:${column}`)).toEqual(['1:6', '1:10', '4:8']);
});
