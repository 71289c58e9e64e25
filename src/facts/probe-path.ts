import type { Directive } from '../formats/nginx/directive.ts';
import { locationMatch } from '../formats/nginx/location-match.ts';
import type { Pass } from './fastcgi-targets.ts';

/** The request path that is most likely to reach PHP through one of these; `/` where there are none. */
export const probePathOf = (passes: readonly Pass[]): string => probedPass(passes)?.path ?? '/';

/** The pass that a request for the likeliest path meets; undefined where no path can be asked for. */
export function probedPass(passes: readonly Pass[]): { readonly pass: Pass; readonly path: string } | undefined {
  const [best] = passes.map((pass) => ({ pass, ...pathTo(pass) })).sort((a, b) => a.rank - b.rank);
  return best && isPlainPath(best.path) ? best : undefined;
}

/** A path and how likely it is to be answered by an application: the lower, the likelier. */
interface RankedPath {
  readonly path: string;
  readonly rank: number;
}

function pathTo({ blocks }: Pass): RankedPath {
  const locations = blocks.filter(({ name }) => name === 'location');
  const location = locations.at(-1);
  const match = location && locationMatch(location);
  if (!match || match.kind === 'named' || isInternal(location)) return { path: '/', rank: 2 };
  if (match.kind === 'regex') {
    const fallback = `${prefixAround(locations)}index.php`;
    const rank = match.pattern.includes('php') ? 0 : 4;
    return { path: scriptMatching(match.pattern) ?? fallback, rank };
  }
  return { path: match.pattern, rank: match.pattern === '/' ? 1 : 3 };
}

const isInternal = ({ children }: Directive): boolean => (children ?? []).some(({ name }) => name === 'internal');

/** The prefix of the innermost location that has one, as a folder. */
function prefixAround(locations: readonly Directive[]): string {
  const prefix = locations.map(locationMatch).findLast((match) => match?.kind === 'prefix')?.pattern ?? '/';
  return prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/**
 * A script in the folder that an anchored pattern starts with: `^/app/.+\.php$` gives `/app/index.php`.
 * The pattern is read, never run: it comes from the host, and some patterns take for ever.
 */
export function scriptMatching(pattern: string): string | null {
  const [, written = '', next = ''] = /^\^(\/(?:[A-Za-z0-9_/-]|\\[./-])*)(.?)/.exec(pattern) ?? [];
  const literal = written.replaceAll('\\', '');
  if (literal === '') return null;
  if (literal.endsWith('.php') && !/[?*+{]/.test(next)) return literal;
  return `${literal.slice(0, literal.lastIndexOf('/') + 1)}index.php`;
}

/** Whether a path can stand in a request line as it is, and reaches nginx's locations as it is. */
export const isPlainPath = (path: string): boolean =>
  /^\/[A-Za-z0-9_.~/-]*$/.test(path) && !/\/\/|\/\.{1,2}(?:\/|$)/.test(path);
