import type { Host, Inventory } from './inventory.ts';

/** This machine alone, reached without SSH: what `--local` stands for. */
export function localInventory(): Inventory {
  const host: Host = {
    name: 'localhost',
    vars: { ansible_connection: 'local' },
    groups: ['all', 'ungrouped'],
    place: { file: '--local', line: 1, column: 1 },
  };
  return {
    hosts: new Map([['localhost', host]]),
    groups: new Map([
      ['all', { name: 'all', hosts: [], children: ['ungrouped'], vars: {} }],
      ['ungrouped', { name: 'ungrouped', hosts: ['localhost'], children: [], vars: {} }],
    ]),
  };
}
