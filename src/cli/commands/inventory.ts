import { UserError } from '../../base/user-error.ts';
import { inventoryGraph } from '../../inventory/inventory-graph.ts';
import { inventoryHost, inventoryList } from '../../inventory/inventory-json.ts';
import { EXIT } from '../exit.ts';
import { type InventoryOptions, loadInventory, selectHosts } from '../load-inventory.ts';
import { refuseSealed } from '../refuse-sealed.ts';
import { writeOut } from '../write-out.ts';

/** Which view of the inventory is wanted; none of them: the names of the selected hosts, one a line. */
export interface InventoryViews extends InventoryOptions {
  readonly list?: boolean;
  readonly graph?: boolean;
  readonly host?: string;
}

/** `suture inventory`: what the inventory says, as Ansible prints it. */
export async function inventory(options: InventoryViews): Promise<number> {
  const loaded = await loadInventory(options);
  if (options.host !== undefined) {
    refuseSealed([loaded.hosts.get(options.host) ?? []].flat());
    const vars = inventoryHost(loaded, options.host);
    if (!vars.ok) throw new UserError([vars.error]);
    writeOut(`${JSON.stringify(vars.value, null, 4)}\n`);
  } else if (options.graph === true) {
    const graph = inventoryGraph(loaded);
    if (!graph.ok) throw new UserError([graph.error]);
    writeOut(graph.value.endsWith('\n') ? graph.value : `${graph.value}\n`);
  } else if (options.list === true) {
    refuseSealed(loaded.hosts.values());
    writeOut(`${JSON.stringify(inventoryList(loaded), null, 4)}\n`);
  } else {
    for (const { name } of selectHosts(loaded, 'all', options.limit)) writeOut(`${name}\n`);
  }
  return EXIT.ok;
}
