import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inventoryGraph } from '../../src/inventory/inventory-graph.ts';
import { inventoryHost, inventoryList } from '../../src/inventory/inventory-json.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';

const read = (name: string): string => readFileSync(new URL(`../corpus/inventory/${name}`, import.meta.url), 'utf8');
const load = (...names: readonly string[]) =>
  parseInventory(names.map((name) => ({ kind: 'text', file: name, text: read(name) })));

/** The .list and .graph files are what ansible-inventory of ansible-core 2.14.18 printed for the same .yml files. */
describe('an inventory reads as Ansible reads it', () => {
  test.each([
    ['fleet', ['fleet.yml']],
    ['odd', ['odd.yml']],
    ['shared', ['shared.yml']],
    ['fleet+odd', ['fleet.yml', 'odd.yml']],
  ])('%s', (name, files) => {
    const inventory = load(...files);
    expect(`${JSON.stringify(inventoryList(inventory), null, 4)}\n`).toBe(read(`${name}.list`));
    expect(inventoryGraph(inventory)).toEqual({ ok: true, value: read(`${name}.graph`).trimEnd() });
  });
});

test('one host is shown with its merged variables, sorted', () => {
  const shown = inventoryHost(load('fleet.yml'), 'web01');
  expect(shown.ok && JSON.stringify(shown.value)).toBe(
    '{"colour":"eu_web","mode":420,"nothing":null,"ntp":["a","b"],"on_call":true,"rack":1,"region":{"name":"eu","zone":1}}',
  );
});

test('a host or group that is not there is a mistake with the nearest name', () => {
  expect(inventoryHost(load('fleet.yml'), 'wbe01')).toEqual({
    ok: false,
    error: { code: 'no-such-host', message: 'no host is named `wbe01`', hint: 'did you mean `web01`?' },
  });
  expect(inventoryGraph(load('fleet.yml'), 'eu_wbe')).toEqual({
    ok: false,
    error: { code: 'no-such-group', message: 'no group is named `eu_wbe`', hint: 'did you mean `eu_web`?' },
  });
});

test('the graph of one group begins there', () => {
  expect(inventoryGraph(load('fleet.yml'), 'eu_db')).toEqual({ ok: true, value: '@eu_db:\n  |--dba' });
});
