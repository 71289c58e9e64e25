import type { Host, Inventory } from './inventory.ts';
import { withVars } from './with-extra-vars.ts';

/** This machine, reached without SSH, as a host that no inventory names. */
const localhost: Host = {
  name: 'localhost',
  vars: { ansible_connection: 'local' },
  groups: ['all', 'ungrouped'],
  place: { file: '--local', line: 1, column: 1 },
};

/** The host that `localhost`, `127.0.0.1` or `::1` means where an inventory doesn't name it; as in Ansible it has the vars of all hosts. */
export function implicitLocalhost({ groups, extraVars }: Inventory, name: string): Host {
  const host = { ...localhost, name, vars: { ...groups.get('all')?.vars, ...localhost.vars }, groups: [] };
  return extraVars === undefined ? host : withVars(host, extraVars);
}

/** This machine alone, reached without SSH: what `--local` stands for. */
export function localInventory(): Inventory {
  return {
    hosts: new Map([['localhost', localhost]]),
    groups: new Map([
      ['all', { name: 'all', hosts: [], children: ['ungrouped'], vars: {} }],
      ['ungrouped', { name: 'ungrouped', hosts: ['localhost'], children: [], vars: {} }],
    ]),
  };
}
