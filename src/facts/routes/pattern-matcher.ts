import { type Matcher, matcherOf } from '../../formats/pcre/matcher.ts';
import { parsePattern } from '../../formats/pcre/parse.ts';

/** What tells whether a pattern of nginx's matches; null for a pattern that isn't read here. */
export function patternMatcher(pattern: string, caseless: boolean): Matcher | null {
  const key = `${caseless ? 'i' : ' '}${pattern}`;
  const known = matchers.get(key);
  if (known !== undefined) return known.matcher;
  const node = parsePattern(pattern, caseless);
  const matcher = node === null ? null : matcherOf(node);
  if (matchers.size >= MOST_KEPT) matchers.clear();
  matchers.set(key, { matcher });
  return matcher;
}

/** Most sites of a fleet have the same few patterns. */
const matchers = new Map<string, { readonly matcher: Matcher | null }>();
const MOST_KEPT = 200;
