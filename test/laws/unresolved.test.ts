import { describe, expect, test } from 'vitest';
import { err } from '../../src/base/result.ts';
import { connectionOf } from '../../src/inventory/connection-of.ts';
import { jinja } from '../../src/inventory/jinja.ts';
import { KNOWN_VARS } from '../../src/inventory/known-vars.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';

// Whatever says how a host is reached, and whatever a template of it can't resolve: that host is not reached, and the
// operator is told at the place of the var. Never does a text that stands for nothing become an address, a user, a password.

const UNRESOLVED = [
  "{{ lookup('file', '/etc/hostname') }}",
  "{{ lookup('pipe', 'whoami') | trim }}",
  "{{ lookup('community.hashi_vault.hashi_vault', 'secret=kv/x:pw') | default('x', true) }}",
  "{{ lookup('env', 'NOT_SET') }}",
  "{{ lookup('env', 'SET', errors='ignore') }}",
  "{{ lookup('env', 'SET', 'NOT_SET') }}",
  "{{ 'a' if lookup('password', '/dev/null') else 'b' }}",
  "{% if lookup('file', 'x') %}a{% endif %}b",
  "{{ query('env', 'SET') }}",
  "{{ q('env', 'SET') }}",
  "{{ (query('file', 'x') or ['a'])[0] }}",
  '{{ nobody }}',
  '{{ nobody.knows.this }}',
  '{{ mapping.nothing }}',
  "{{ hostvars['other'].ansible_host }}",
  "{{ groups['all'][0] }}",
  '{{ omit }}',
  "{{ 'a' if false }}",
  '{{ none }}',
  '{{ None }}',
  'x{{ empty }}',
  '{{ empty | trim }}',
  '{{ empty | string }}',
  "{{ 'a' | nothing_filters_so }}",
  "{{ 'a' is nothing_tests_so }}",
  '{{ nothing_called_so() }}',
  "{{ 'a'.nothing_called_so() }}",
  '{{ lookup }}',
  '{{ range }}',
  '{{ unfinished',
  '{% if true %}x',
  '{{ in_a_circle }}',
  '{{ outer }}',
  '{{ sealed }}',
  "{% include 'x' %}",
  '{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}x',
];

const names = Object.keys(KNOWN_VARS).filter((name) => name !== 'ansible_connection');

function connect(name: string, template: string) {
  const method = /^ansible_(sudo|su|doas)_/.exec(name)?.[1] ?? 'sudo';
  const vars = {
    ansible_become: true,
    ansible_become_method: method,
    empty: null,
    mapping: {},
    in_a_circle: '{{ in_a_circle }}',
    outer: "{{ lookup('file', 'x') }}",
    sealed: { __ansible_vault: 'nobody opens this' },
    [name]: template,
  };
  const text = JSON.stringify({ all: { hosts: { web01: vars } } });
  const { hosts } = parseInventory([{ kind: 'text', file: 'i.yml', text }]);
  const render = jinja({ SET: 'x' });
  return connectionOf(hosts.get('web01')!, { defaultUser: 'me', home: '/', render, unseal: () => err('is sealed') });
}

// `none` is a word of that var's own: no jump host.
const isOwnWord = (name: string, template: string): boolean => name === 'suture_jump' && template.includes('empty |');

describe.each(names)('%s', (name) => {
  test.each(UNRESOLVED.filter((template) => !isOwnWord(name, template)))('%s', (template) => {
    const connection = connect(name, template);
    const mistakes = connection.ok ? [connection.value] : connection.error;
    expect(mistakes).toMatchObject([{ place: { file: 'i.yml' } }]);
    expect(JSON.stringify(mistakes)).toContain(`\`${name}\``);
  });
});

test('the same vars are taken where they are resolved', () => {
  const values: Readonly<Record<string, string>> = {
    port: '22',
    flag: 'true',
    'flag-or-text': 'no',
    text: 'x',
    word: '',
  };
  const refused = names.filter((name) => {
    const known = KNOWN_VARS[name];
    // A template comes to a text, and these are lists and mappings, with templates inside them.
    if (known?.takes === 'requests' || known?.takes === 'answers') return false;
    const value = known?.takes === 'word' ? known.words[0] : values[known?.takes ?? ''];
    return !connect(name, `{{ '${value ?? ''}' }}`).ok;
  });
  expect(refused).toEqual([]);
});
