import type { Json } from '../base/json.ts';
import type { Place } from '../base/place.ts';
import type { Mistake } from '../base/user-error.ts';
import type { GroupDraft, HostDraft, InventoryDraft, Var } from './draft.ts';
import type { Group, Host, Inventory } from './inventory.ts';
import type { FolderVars } from './read-vars-folders.ts';

/** Groups that contain themselves, each at the place of the child that closes the loop. */
export function findLoops({ groups }: InventoryDraft): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const done = new Set<string>();
  function visit(name: string, above: readonly string[]): void {
    for (const [child, place] of groups.get(name)?.children ?? []) {
      if (child === name || above.includes(child)) {
        const loop = [...above.slice(above.indexOf(child)), name, child].join(' → ');
        const message = `group \`${child}\` contains itself: ${child === name ? `${name} → ${name}` : loop}`;
        mistakes.push({
          code: 'group-loop',
          message,
          place,
          hint: `take \`${child}\` out of the children of \`${name}\``,
        });
      } else if (!done.has(child)) visit(child, [...above, name]);
    }
    done.add(name);
  }
  for (const name of groups.keys()) if (!done.has(name)) visit(name, []);
  return mistakes;
}

/** Applies Ansible's rules for `all`, `ungrouped` and precedence; the draft must have no loops. */
export function finish(draft: InventoryDraft, folders: FolderVars): Inventory {
  settleUngrouped(draft);
  const parents = settleParents(draft);
  const rank = rankGroups(draft, parents);
  const inherited = new Map<string, Inherited>();
  const hosts = new Map<string, Host>();
  for (const host of draft.hosts.values()) {
    const key = [...host.groups].join('\n');
    const above = inherited.get(key) ?? inherit(draft, folders, groupsAbove(parents, rank, host.groups));
    inherited.set(key, above);
    hosts.set(host.name, finishHost(host, above, folders));
  }
  return { hosts, groups: new Map([...draft.groups].map(([name, group]) => [name, finishGroup(group)])) };
}

/** A host in no group but `all` is in `ungrouped`, and one in any other group is not. Source: inventory/data.py. */
function settleUngrouped({ groups, hosts }: InventoryDraft): void {
  const ungrouped = groups.get('ungrouped');
  for (const host of hosts.values()) {
    const isGrouped = [...host.groups].some((name) => name !== 'all' && name !== 'ungrouped');
    if (isGrouped) {
      ungrouped?.hosts.delete(host.name);
      host.groups.delete('ungrouped');
    } else {
      ungrouped?.hosts.add(host.name);
      host.groups.add('ungrouped');
    }
  }
}

type Parents = ReadonlyMap<string, readonly string[]>;

/** Makes every group that has no parent a child of `all`. */
function settleParents({ groups }: InventoryDraft): Parents {
  const parents = new Map<string, string[]>([...groups.keys()].map((name) => [name, []]));
  for (const group of groups.values()) for (const child of group.children.keys()) parents.get(child)?.push(group.name);
  for (const [name, above] of parents) {
    if (name === 'all' || above.length > 0) continue;
    groups.get('all')?.children.set(name, { file: '', line: 1, column: 1 });
    above.push('all');
  }
  return parents;
}

/** Ansible's order of precedence: depth below `all`, then priority, then name; the later wins. */
function rankGroups({ groups }: InventoryDraft, parents: Parents): ReadonlyMap<string, number> {
  const depths = new Map<string, number>([['all', 0]]);
  const depthOf = (name: string): number => {
    const depth = depths.get(name) ?? 1 + Math.max(...(parents.get(name) ?? []).map(depthOf));
    depths.set(name, depth);
    return depth;
  };
  const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const order = [...groups.values()].sort(
    (a, b) => depthOf(a.name) - depthOf(b.name) || a.priority - b.priority || byName(a.name, b.name),
  );
  return new Map(order.map(({ name }, index) => [name, index]));
}

/** What a host has from its groups: they come in the order of precedence, and so do the vars. */
interface Inherited {
  readonly groups: readonly string[];
  readonly vars: ReadonlyMap<string, Var>;
}

function groupsAbove(
  parents: Parents,
  rank: ReadonlyMap<string, number>,
  direct: ReadonlySet<string>,
): readonly string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    (parents.get(name) ?? []).forEach(add);
  };
  direct.forEach(add);
  return [...found].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}

/**
 * Merges the vars of groups as Ansible's VARIABLE_PRECEDENCE has it: what the sources say of any group loses to
 * group_vars/all, and that to the files of the other groups; beside a playbook beats beside an inventory.
 */
function inherit({ groups }: InventoryDraft, folders: FolderVars, names: readonly string[]): Inherited {
  const others = names.filter((name) => name !== 'all');
  const layers = [
    ...names.flatMap((name) => groups.get(name)?.vars ?? []),
    ...folders.ofGroups('inventory', ['all']),
    ...folders.ofGroups('playbook', ['all']),
    ...folders.ofGroups('inventory', others),
    ...folders.ofGroups('playbook', others),
  ];
  return { groups: names, vars: merge(layers) };
}

function finishHost({ name, place, vars }: HostDraft, above: Inherited, folders: FolderVars): Host {
  const own = [
    ...(vars.size === 0 ? [] : [vars]),
    ...folders.ofHost('inventory', name),
    ...folders.ofHost('playbook', name),
  ];
  const merged = own.length === 0 ? above.vars : merge([above.vars, ...own]);
  const varPlaces = new Map<string, Place>([...merged].map(([variable, found]) => [variable, found.place]));
  const sealed = folders.sealed(above.groups, name);
  const secretVars = [...merged].flatMap(([variable, { isSecret }]) => (isSecret === true ? [variable] : []));
  return {
    name,
    vars: values(merged),
    groups: above.groups,
    place,
    varPlaces,
    ...(secretVars.length === 0 ? {} : { secretVars: new Set(secretVars) }),
    ...(sealed.length === 0 ? {} : { sealed }),
  };
}

const merge = (layers: readonly ReadonlyMap<string, Var>[]): ReadonlyMap<string, Var> => {
  const merged = new Map<string, Var>();
  for (const layer of layers) for (const [name, found] of layer) merged.set(name, found);
  return merged;
};

const finishGroup = ({ name, hosts, children, vars }: GroupDraft): Group => ({
  name,
  hosts: [...hosts],
  children: [...children.keys()],
  vars: values(vars),
});

const values = (vars: ReadonlyMap<string, Var>): Readonly<Record<string, Json>> =>
  Object.fromEntries([...vars].map(([name, { value }]) => [name, value]));
