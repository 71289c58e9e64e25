import { expect, test } from 'vitest';
import { connectionOf } from '../../src/inventory/connection-of.ts';
import { inventoryList } from '../../src/inventory/inventory-json.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { readExtraVars } from '../../src/inventory/read-extra-vars.ts';
import { readVarsFile } from '../../src/inventory/read-vars-file.ts';
import { select } from '../../src/inventory/select.ts';
import { withExtraVars } from '../../src/inventory/with-extra-vars.ts';

const FLEET = 'all:\n  vars: { ansible_user: ops }\n  hosts:\n    web01: { ansible_host: 10.0.0.1, colour: red }\n';
const inventory = parseInventory([{ kind: 'text', file: 'fleet.yml', text: FLEET }]);
const me = { user: 'typed', defaultUser: 'me', home: '/home/me' };
const extra = (text: string) => withExtraVars(inventory, readExtraVars({ file: '-e', text }).vars);

test('extra vars win over what the inventory and the command line say of a connection', () => {
  const host = extra('ansible_user=deploy ansible_host=192.0.2.9 ansible_port=2222').hosts.get('web01');
  expect(host && connectionOf(host, me)).toMatchObject({
    ok: true,
    value: { host: 'web01', user: 'deploy', address: '192.0.2.9', port: 2222 },
  });
});

test('what is wrong with one is told at its place in the option', () => {
  const host = extra('ansible_user=deploy ansible_port=ssh').hosts.get('web01');
  expect(host && connectionOf(host, me)).toMatchObject({
    ok: false,
    error: [{ code: 'bad-port', place: { file: '-e', line: 1, column: 34 } }],
  });
});

test('localhost, which no file names, has them too', () => {
  const selected = select(extra('colour=blue ansible_user=deploy'), 'localhost');
  expect(selected.ok && selected.value.hosts[0]?.vars).toEqual({
    ansible_connection: 'local',
    ansible_user: 'deploy',
    colour: 'blue',
  });
});

test('what comes from a file that is encrypted as a whole stays secret, and what replaces a secret does not become one', () => {
  const { vars } = readVarsFile({ file: 'secret.yml', text: 'colour: gold\n', isSecret: true });
  const sealed = withExtraVars(inventory, vars);
  expect(JSON.stringify(inventoryList(sealed))).not.toContain('gold');
  const open = withExtraVars(sealed, readExtraVars({ file: '-e', text: 'colour=blue' }).vars);
  expect(JSON.stringify(inventoryList(open))).toContain('"colour":"blue"');
});
