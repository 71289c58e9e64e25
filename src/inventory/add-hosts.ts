import type { Place } from '../base/place.ts';
import type { Mistake } from '../base/user-error.ts';
import { addHost, type GroupDraft, type InventoryDraft, type Var } from './draft.ts';
import { expandHostNames } from './host-range.ts';
import { wrongHostName } from './network-names.ts';

/** Puts a host, or a range of them, with its vars into a group; a mistake where the name is none. */
export function addHosts(
  draft: InventoryDraft,
  group: GroupDraft,
  name: string,
  vars: readonly (readonly [string, Var])[],
  place: Place,
): Mistake | null {
  const wrong = wrongHostName(name);
  if (wrong !== null) return { code: 'bad-host-name', message: wrong, place };
  const expanded = expandHostNames(name);
  if (!expanded.ok) {
    const hint = 'ranges look like this: `web[01:50]`, `web[1:9:2]`, `db[a:f]`';
    return { code: 'bad-range', message: expanded.error, place, hint };
  }
  for (const each of expanded.value.names) {
    const host = addHost(draft, group, each, expanded.value.port, place);
    // What a group and a host share the name of goes to the group, as in Ansible (inventory/data.py, set_variable).
    const target = vars.length > 0 ? (draft.groups.get(each)?.vars ?? host.vars) : host.vars;
    for (const [variable, found] of vars) target.set(variable, found);
  }
  return null;
}
