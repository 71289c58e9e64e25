import type { Json } from '../base/json.ts';
import type { Place } from '../base/place.ts';
import type { Mistake } from '../base/user-error.ts';

/** A variable's value, and where it was written. */
export interface Var {
  readonly value: Json;
  readonly place: Place;
  /** It comes from a file that is encrypted as a whole, and is never shown. */
  readonly isSecret?: boolean;
}

/** A group while files are read into it; priority breaks ties between groups of one depth (Ansible: 1). */
export interface GroupDraft {
  readonly name: string;
  readonly hosts: Set<string>;
  /** Each child, and where it was first named as one. */
  readonly children: Map<string, Place>;
  readonly vars: Map<string, Var>;
  priority: number;
}

/** A host while files are read into it; groups are those that name it. */
export interface HostDraft {
  readonly name: string;
  readonly place: Place;
  readonly groups: Set<string>;
  readonly vars: Map<string, Var>;
}

/** An inventory while files are read into it, in the order of first mention. */
export interface InventoryDraft {
  readonly groups: Map<string, GroupDraft>;
  readonly hosts: Map<string, HostDraft>;
}

/** An inventory of nothing but Ansible's two groups that are always there. */
export function emptyDraft(): InventoryDraft {
  const draft: InventoryDraft = { groups: new Map(), hosts: new Map() };
  const all = groupIn(draft, 'all');
  groupIn(draft, 'ungrouped');
  all.children.set('ungrouped', { file: '', line: 1, column: 1 });
  return draft;
}

/** The group of that name, made on first mention. */
export function groupIn(draft: InventoryDraft, name: string): GroupDraft {
  const known = draft.groups.get(name);
  if (known) return known;
  const group = {
    name,
    hosts: new Set<string>(),
    children: new Map<string, Place>(),
    vars: new Map<string, Var>(),
    priority: 1,
  };
  draft.groups.set(name, group);
  return group;
}

/** Puts a host into a group, making it on first mention; only then does a port after its name count, as in Ansible. */
export function addHost(
  draft: InventoryDraft,
  group: GroupDraft,
  name: string,
  port: number | null,
  place: Place,
): HostDraft {
  const known = draft.hosts.get(name);
  const host = known ?? { name, place, groups: new Set<string>(), vars: new Map<string, Var>() };
  if (!known) {
    if (port !== null) host.vars.set('ansible_port', { value: port, place });
    draft.hosts.set(name, host);
  }
  group.hosts.add(name);
  host.groups.add(group.name);
  return host;
}

/** Makes a group a child of another; the first place that says so is kept. */
export function addChild(parent: GroupDraft, child: string, place: Place): void {
  if (!parent.children.has(child)) parent.children.set(child, place);
}

/** Sets a variable of a group; `ansible_group_priority` is none, but breaks ties. */
export function setGroupVar(group: GroupDraft, name: string, found: Var): Mistake | null {
  if (name !== 'ansible_group_priority') {
    group.vars.set(name, found);
    return null;
  }
  const { value, place } = found;
  const priority = typeof value === 'object' || value === '' ? Number.NaN : Number(value);
  if (!Number.isInteger(priority)) {
    return { code: 'wrong-type', message: '`ansible_group_priority` must be a whole number', place };
  }
  group.priority = priority;
  return null;
}
