import { shellCommand } from '../../formats/shell-quote.ts';
import type { Change } from '../../plan/change.ts';
import type { HostPlaces } from '../places.ts';

/** The call that has a script's shell find out which folders on the way to these changes, and to the host's state, are safe. */
export function waysTo(changes: readonly Change[], places: HostPlaces): string {
  const paths = [...changes.flatMap((change) => ('path' in change ? [change.path] : [])), `${places.state}/tx`];
  // A folder's name is the beginning of what is in it, so that each comes after those that lead to it.
  const folders = [...new Set(paths.flatMap(foldersOf))].toSorted();
  return `judge_these_ways() {\n  ${shellCommand(['judge_ways', ...folders])}\n}\n`;
}

/** The folders on the way to a path, topmost first. */
function foldersOf(path: string): readonly string[] {
  const names = path.split('/').slice(1, -1);
  return ['/', ...names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)];
}
