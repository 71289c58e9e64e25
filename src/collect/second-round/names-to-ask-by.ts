import { matchingName } from '../../formats/nginx/matching-name.ts';

/** A name that nobody has: RFC 2606 keeps `.invalid` for that. */
const NOBODY = 'suture-check.invalid';

/**
 * What could stand in a `Host` for nginx to lead a request to a site, best first; null stands for a request without one.
 * Empty where it has but patterns, and none of them can be followed.
 */
export function namesToAskBy(names: readonly string[]): readonly (string | null)[] {
  const written = names.filter((name) => name !== '' && !name.startsWith('~') && !name.includes('$'));
  const patterns = names.filter((name) => name.startsWith('~')).map((name) => matchingName(name.slice(1)));
  const plain = written.filter((name) => !name.includes('*') && !name.startsWith('.'));
  const wild = written
    .filter((name) => !plain.includes(name))
    .map((name) => name.replace(/^\*?\./, 'suture-check.').replace(/\*$/, 'test'));
  const named = [...plain, ...wild, ...patterns.flatMap((name) => name ?? [])];
  // A site without a name answers, if at all, as the one for names that nobody has, or for requests that name nobody.
  return names.some((name) => name !== '') ? named : [NOBODY, null];
}
