import { UserError } from '../base/user-error.ts';
import type { Host, Inventory } from '../inventory/inventory.ts';
import { selectHosts } from './load-inventory.ts';

/** The hosts that a run or a plan names, cut down by the limit; a mistake where the inventory lacks one, or the limit all. */
export function namedHosts(
  names: readonly string[],
  inventory: Inventory,
  limit: string | undefined,
  subject: string,
): readonly Host[] {
  const unknown = names.filter((host) => !inventory.hosts.has(host));
  if (unknown.length > 0) {
    const message = `the inventory does not know ${unknown.join(', ')}, which ${subject} is about`;
    throw new UserError([{ code: 'unknown-host', message, hint: `give the inventory that ${subject} was made with` }]);
  }
  const known = names.flatMap((host) => inventory.hosts.get(host) ?? []);
  if (limit === undefined || known.length === 0) return known;
  const limited = selectHosts(inventory, limit);
  const selected = known.filter((host) => limited.includes(host));
  if (selected.length > 0) return selected;
  const message = `${subject} is about ${names.join(', ')}, none of which is in the limit ${limit}`;
  throw new UserError([{ code: 'no-host-matches', message }]);
}
