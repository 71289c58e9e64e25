import { err, ok, type Result } from '../base/result.ts';
import { hostsBelow } from './group-hosts.ts';
import type { Inventory } from './inventory.ts';
import { namePattern } from './name-pattern.ts';

/** Names that mean this machine even where no inventory has them. */
const LOCALHOST = ['127.0.0.1', 'localhost', '::1'];

const SUBSCRIPT = /^([^]+)\[(?:(-?[0-9]+)|([0-9]+)[:-]([0-9]*))\]$/u;

/**
 * Names of the hosts that one pattern without `&` and `!` selects, in order: a group, a host, a glob, `~regex`, each but
 * the last with a slice (`web[0]`, `web[-1]`, `web[0:2]`, ends included). The error is a sentence.
 */
export function matchPattern(inventory: Inventory, pattern: string): Result<readonly string[], string> {
  const slice = pattern.startsWith('~') ? null : SUBSCRIPT.exec(pattern);
  const names = matchNames(inventory, slice?.[1] ?? pattern);
  if (names === null) return err(`\`${pattern}\` is not a regular expression`);
  if (slice === null || names.length === 0) return ok(names);
  const [, , index, start = '0', end = ''] = slice;
  if (index === undefined) return ok(names.slice(Number(start), end === '' ? undefined : Number(end) + 1));
  const one = names.at(Number(index));
  return one === undefined ? err(`\`${pattern}\` reaches beyond its ${names.length} hosts`) : ok([one]);
}

/** Groups count first; hosts only where no group matches, or where the pattern could mean several names. */
function matchNames(inventory: Inventory, pattern: string): readonly string[] | null {
  const matches = namePattern(pattern);
  if (matches === null) return null;
  const groups = [...inventory.groups.keys()].filter(matches);
  // A host may be here several times, and slices count that, as they do in Ansible.
  const found = groups.flatMap((group) => hostsBelow(inventory, group));
  const isOpen = groups.length === 0 || /^~|[.?*[]/u.test(pattern);
  const names = isOpen ? [...found, ...[...inventory.hosts.keys()].filter(matches)] : found;
  return names.length === 0 && LOCALHOST.includes(pattern) ? [localhostOf(inventory, pattern)] : names;
}

/** The host that stands for this machine: the first of its names that the inventory has, or one that no file names. */
const localhostOf = ({ hosts }: Inventory, name: string): string =>
  [...hosts.keys()].find((each) => LOCALHOST.includes(each)) ?? name;
