import type { Mistake } from '../base/user-error.ts';
import { addHost, groupIn, type InventoryDraft } from './draft.ts';
import { parseHostAddress } from './host-address.ts';
import { wrongHostName } from './network-names.ts';

/** Reads `web01,web02:2222` into the draft; ranges stay as they are, as in Ansible (plugins/inventory/host_list.py). */
export function readHostList(draft: InventoryDraft, names: string): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  for (const name of names.split(',').map((each) => each.trim())) {
    const found = /[[\]]/.test(name) && !name.startsWith('[') ? null : parseHostAddress(name);
    const { host, port } = found ?? { host: name, port: null };
    const place = { file: `-i ${names}`, line: 1, column: 1 };
    const wrong = host === '' ? null : wrongHostName(host);
    if (wrong !== null) mistakes.push({ code: 'bad-host-name', message: wrong, place });
    else if (host !== '' && !draft.hosts.has(host)) addHost(draft, groupIn(draft, 'ungrouped'), host, port, place);
  }
  return mistakes;
}
