import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import { UserError } from '../../src/base/user-error.ts';
import { toJson } from '../../src/formats/yaml/node.ts';
import { parseYamlDocument } from '../../src/formats/yaml/parse.ts';
import { connectionOf } from '../../src/inventory/connection-of.ts';
import { inventorySchema } from '../../src/inventory/inventory-schema.ts';
import { KNOWN_VARS } from '../../src/inventory/known-vars.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { ok } from '../../src/base/result.ts';

const validate = new Ajv().compile(inventorySchema);
const corpus = new URL('../corpus/inventory/', import.meta.url);

function accepts(text: string): boolean {
  const { root } = parseYamlDocument('hosts.yml', text);
  return root !== null && validate(toJson(root)) === true;
}

/** Whether an inventory can be read, and every host of it reached, as far as its vars tell. */
function isRead(text: string): boolean {
  try {
    const { hosts } = parseInventory([{ kind: 'text', file: 'hosts.yml', text }]);
    return [...hosts.values()].every((host) => connectionOf(host, overrides).ok);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return false;
  }
}

const overrides: Parameters<typeof connectionOf>[1] = {
  defaultUser: 'ops',
  home: '/home/ops',
  unseal: () => ok('secret'),
  render: (template) => ok(template),
};

test('the schema that is shipped is the one that is made here (vitest -u writes it anew)', async () => {
  await expect(`${JSON.stringify(inventorySchema, null, 2)}\n`).toMatchFileSnapshot('../../schema/inventory.json');
});

test.each([
  'fleet.yml',
  'odd.yml',
  'shared.yml',
  'tabs.json',
  'vault/hosts.yml',
  'folder/01-first.yml',
  'folder/nested/03.yaml',
])('an inventory that Ansible reads is one by the schema: %s', (file) => {
  const accepted = accepts(readFileSync(new URL(file, corpus), 'utf8'));
  expect([accepted, validate.errors ?? []]).toEqual([true, []]);
});

describe('an editor judges as the parser does', () => {
  const host = (vars: string): string => `all: { hosts: { web01: { ${vars} } } }`;
  test.each<[string, boolean]>([
    [host('suture_check_urls: ["https://a.example/x"]'), true],
    [host('suture_check_urls: [{ host: a.example, status: [200, 301], contains: x }]'), true],
    [host('suture_check_urls: [{ host: a.example, stauts: 200 }]'), false],
    [host('suture_check_urls: https://a.example/x'), false],
    [host('suture_check_urls: [{ host: a.example, status: 999 }]'), false],
    [host('suture_expect: { a.example: 200, b.example: [200, 404], c.example: { path: /x } }'), true],
    [host('suture_expect: [a.example]'), false],
    [host('suture_expect: { a.example: true }'), false],
    ['web: { hosts: { web01: } }', true],
    ['web: { hosts: web01 }', true],
    ['web:', true],
    ['web: { hosts: [web01] }', false],
    ['web: { host: { web01: } }', false],
    ['web: { children: { eu: { hosts: { web01: } } } }', true],
    ['web: { children: { all: } }', false],
    ['hosts: { web01: }', false],
    ['plugin: aws_ec2', false],
    ['- web01', false],
    ['{}', true],
    [host('ansible_port: 2222'), true],
    [host('ansible_port: "2222"'), true],
    [host('ansible_port: 70000'), false],
    [host('ansible_port: ssh'), false],
    [host('ansible_port: "{{ 22 }}"'), false],
    [host('ansible_user: [ops]'), false],
    [host('ansible_user: 1000'), true],
    [host('ansible_become: yes'), true],
    [host('ansible_become: "Yes"'), true],
    [host('ansible_become: perhaps'), false],
    [host('suture_ssh_config: no'), true],
    [host('suture_ssh_config: [a]'), false],
    [host('ansible_become_method: doas'), true],
    [host('ansible_become_method: ansible.builtin.su'), true],
    [host('ansible_become: true, ansible_become_method: pbrun'), false],
    [host('ansible_connection: openssh'), true],
    [host('ansible_connection: docker'), false],
    [host('suture_transport: winrm'), false],
    [host('colour: [red, { deep: 1 }]'), true],
    [host('ansible_password: !unsafe "a{{b"'), true],
  ])('%s', (text, isRight) => {
    // What a template comes to, only its host's vars tell.
    expect(accepts(text)).toBe(isRight || text.includes('{{ 22'));
    expect(isRead(text)).toBe(isRight);
  });
});

test('it knows each var that reading a connection asks for, and no other', () => {
  const asked = new Set<string>();
  const vars = (given: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> =>
    new Proxy(given, {
      get: (target, name) => {
        asked.add(String(name));
        return Reflect.get(target, name) as Json;
      },
    });
  const [host] = parseInventory([
    { kind: 'text', file: 'hosts.yml', text: 'all: { hosts: { web01: } }' },
  ]).hosts.values();
  if (host === undefined) throw new Error('no host');
  const methods = ['sudo', 'su', 'doas'].map((method) => ({ ansible_become_method: method }));
  for (const given of [...methods, { ansible_connection: 'local' }]) {
    connectionOf({ ...host, vars: vars(given) }, overrides);
  }
  expect([...asked].filter((name) => /^(?:ansible|suture)_/.test(name)).toSorted()).toEqual(
    Object.keys(KNOWN_VARS).toSorted(),
  );
});
