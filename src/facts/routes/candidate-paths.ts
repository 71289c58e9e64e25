import { examplesOf } from '../../formats/pcre/examples.ts';
import { parsePattern } from '../../formats/pcre/parse.ts';
import { isPlainPath, scriptMatching } from '../probe-path.ts';
import type { Location } from './locations.ts';

/** A path that no file has and no application of a visitor's knows. */
export const NOWHERE = 'suture-probe';

/** Paths that may take a location, the likeliest to be answered by an application first. */
export function* candidatePaths(location: Location): Generator<string> {
  for (const path of candidates(location)) if (isPlainPath(path)) yield path;
}

function* candidates({ match, around }: Location): Generator<string> {
  const { kind, pattern, caseless } = match;
  if (kind === 'exact') yield pattern;
  if (kind === 'prefix') yield* [pattern, `${pattern}/`, `${pattern}${NOWHERE}`, `${pattern}/${NOWHERE}`];
  if (kind !== 'regex') return;
  const folder = folderAround(around);
  const script = scriptMatching(pattern);
  if (script !== null) yield script;
  yield `${folder}index.php`;
  const node = parsePattern(pattern, caseless);
  for (const text of node === null ? [] : examplesOf(node)) {
    yield* [text, `${folder}${NOWHERE}${text}`, `${text}${NOWHERE}`, `${folder}${NOWHERE}/${text}`, `${folder}${text}`];
  }
}

/** The prefix of the innermost location that has one, as a folder. */
function folderAround(around: readonly Location[]): string {
  const prefix = around.findLast(({ match }) => match.kind === 'prefix')?.match.pattern ?? '/';
  return prefix.endsWith('/') ? prefix : `${prefix}/`;
}
