import { UserError } from '../base/user-error.ts';
import type { Host, Inventory } from '../inventory/inventory.ts';
import { selectHosts } from './load-inventory.ts';

/** Which hosts of a run a command is about, out of those that the run changed; none where it changed none. */
export function recordedHosts(
  run: string,
  changed: readonly string[],
  inventory: Inventory,
  limit: string | undefined,
): readonly Host[] {
  const unknown = changed.filter((host) => !inventory.hosts.has(host));
  if (unknown.length > 0) {
    const message = `the inventory does not know ${unknown.join(', ')}, which run ${run} changed`;
    throw new UserError([{ code: 'unknown-host', message, hint: 'give the inventory that the run was made with' }]);
  }
  const known = changed.flatMap((host) => inventory.hosts.get(host) ?? []);
  if (limit === undefined || known.length === 0) return known;
  const limited = selectHosts(inventory, limit);
  const selected = known.filter((host) => limited.includes(host));
  if (selected.length > 0) return selected;
  const message = `run ${run} changed ${changed.join(', ')}, none of which is in the limit ${limit}`;
  throw new UserError([{ code: 'no-host-matches', message }]);
}
