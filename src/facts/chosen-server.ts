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
  const key = addressKey(listen);
  const there = sites.filter(({ listens }) => listens.some((each) => addressKey(each) === key));
  const ranked = there
    .flatMap(({ id, names }) => namesOf(names).map((written) => ({ id, rank: rankOf(written, name.toLowerCase()) })))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank);
  return ranked[0]?.id ?? defaultOf(there, key)?.id ?? null;
}

/** A server without names is the one for requests that name nobody. */
const namesOf = (names: readonly string[]): readonly string[] => (names.length === 0 ? [''] : names);

const defaultOf = (there: readonly Named[], key: string): Named | undefined =>
  there.find(({ listens }) => listens.some((each) => each.isDefault && addressKey(each) === key)) ?? there[0];

const EXACT = 1_000_000;
const LEADING = 1000;
const BY_PATTERN = 1;

/** How well a written name fits: exact over `*.tail` over `head.*` over a pattern, the longer wildcard first; 0 where it doesn't. */
function rankOf(written: string, name: string): number {
  if (written.startsWith('~')) return matchingName(written.slice(1)) === name ? BY_PATTERN : 0;
  const pattern = written.toLowerCase();
  if (pattern === name) return EXACT;
  if (pattern.startsWith('.') && (name === pattern.slice(1) || name.endsWith(pattern)))
    return name === pattern.slice(1) ? EXACT : LEADING + pattern.length;
  if (pattern.startsWith('*.') && name.endsWith(pattern.slice(1)) && name.length >= pattern.length)
    return LEADING + pattern.length - 1;
  return pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1)) && name.length >= pattern.length
    ? pattern.length
    : 0;
}
