import { onceForEach } from '../base/once-for-each.ts';
import { matchingName } from '../formats/nginx/matching-name.ts';
import { addressKey } from './listens.ts';
import type { Listen, Site } from './topology.ts';

type Named = Pick<Site, 'id' | 'names' | 'listens'>;

/**
 * The server that nginx chooses for a name at an address: by a name written out, else by the longest wildcard, else by the
 * first pattern, else the default. Patterns are the host's and never run: one is known to match the name that was made of
 * it, and no other.
 */
export function chosenServer(sites: readonly Named[], listen: Listen, name: string): string | null {
  const there = serversByAddress(sites).get(addressKey(listen));
  if (there === undefined) return null;
  const asked = name.toLowerCase();
  const [best] = there.wildcards
    .map(({ id, written }) => ({ id, rank: rankOf(written, asked) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank);
  return there.exact.get(asked) ?? best?.id ?? there.byDefault;
}

/** The servers at one address: by each name that is written out, by the other names in the order of the files, and for all else. */
interface Servers {
  readonly exact: Map<string, string>;
  readonly wildcards: { readonly id: string; readonly written: string }[];
  byDefault: string;
}

const serversByAddress = onceForEach((sites: readonly Named[]): ReadonlyMap<string, Servers> => {
  const byAddress = new Map<string, Servers>();
  const withDefault = new Set<string>();
  for (const { id, names, listens } of sites) {
    for (const key of new Set(listens.map(addressKey))) {
      const servers = byAddress.get(key) ?? { exact: new Map<string, string>(), wildcards: [], byDefault: id };
      byAddress.set(key, servers);
      for (const written of namesOf(names)) addName(servers, id, written);
      if (withDefault.has(key) || !listens.some((each) => each.isDefault && addressKey(each) === key)) continue;
      withDefault.add(key);
      servers.byDefault = id;
    }
  }
  return byAddress;
});

function addName({ exact, wildcards }: Servers, id: string, written: string): void {
  const lower = written.toLowerCase();
  const plain = lower.startsWith('.') ? lower.slice(1) : lower;
  if (!/^[~*]|\.\*$/.test(written) && !exact.has(plain)) exact.set(plain, id);
  if (/^[~*.]|\.\*$/.test(written)) wildcards.push({ id, written });
}

/** A server without names is the one for requests that name nobody. */
const namesOf = (names: readonly string[]): readonly string[] => (names.length === 0 ? [''] : names);

const LEADING = 1000;
const BY_PATTERN = 1;

/** How well a name with a wildcard fits: `*.tail` over `head.*` over a pattern, the longer one first; 0 where it doesn't. */
function rankOf(written: string, name: string): number {
  if (written.startsWith('~')) return matchingName(written.slice(1)) === name ? BY_PATTERN : 0;
  const pattern = written.toLowerCase();
  if (pattern.startsWith('.') && name.endsWith(pattern)) return LEADING + pattern.length;
  if (pattern.startsWith('*.') && name.endsWith(pattern.slice(1)) && name.length >= pattern.length)
    return LEADING + pattern.length - 1;
  return pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1)) && name.length >= pattern.length
    ? pattern.length
    : 0;
}
