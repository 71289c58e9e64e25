import type { Inventory } from './inventory.ts';

/** Names of the hosts in a group and in all groups below it, in Ansible's order: level by level, each host once. */
export function hostsBelow({ groups }: Inventory, name: string): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<string>([name]);
  let level: readonly string[] = [name];
  while (level.length > 0) {
    const next: string[] = [];
    for (const group of level) {
      for (const host of groups.get(group)?.hosts ?? []) found.add(host);
      for (const child of groups.get(group)?.children ?? []) {
        if (!seen.has(child)) next.push(child);
        seen.add(child);
      }
    }
    level = next;
  }
  return [...found];
}
