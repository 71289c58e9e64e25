import type { Location } from './locations.ts';

/** The location that takes a path: none where the server's own settings count, unknown where a pattern can't be read. */
export type Choice = Location | 'none' | 'unknown';

/** Chooses as nginx does. Source: ngx_http_core_find_location. */
export function chooseLocation(path: string, locations: readonly Location[]): Choice {
  const exact = locations.find(({ match }) => match.kind === 'exact' && match.pattern === path);
  if (exact !== undefined) return exact;
  const prefix = longestPrefix(path, locations);
  const nested = prefix === undefined ? 'none' : chooseLocation(path, prefix.inside);
  if (nested !== 'none') return nested;
  if (prefix?.match.final !== true) {
    for (const location of locations) {
      if (location.match.kind !== 'regex') continue;
      if (location.takes === null) return 'unknown';
      if (!location.takes(path)) continue;
      const inner = chooseLocation(path, location.inside);
      return inner === 'none' ? location : inner;
    }
  }
  return prefix ?? 'none';
}

function longestPrefix(path: string, locations: readonly Location[]): Location | undefined {
  let longest: Location | undefined;
  for (const location of locations) {
    const { kind, pattern } = location.match;
    if (kind !== 'prefix' || !path.startsWith(pattern)) continue;
    if (longest === undefined || pattern.length > longest.match.pattern.length) longest = location;
  }
  return longest;
}
