import type { OpenedFiles } from '../../facts/opened-files.ts';
import type { Change } from '../../plan/change.ts';
import { writesText } from '../transaction/targets.ts';

/** Adds what the planned texts themselves name, by a rough reading of either program's language. */
export function namedInTexts(changes: readonly Change[], { writes, reads }: OpenedFiles): OpenedFiles {
  const texts = changes.flatMap((change) => (writesText(change) ? [change.after] : []));
  const found = (pattern: RegExp): readonly string[] =>
    texts.flatMap((text) => [...text.matchAll(pattern)].flatMap(([, path]) => path ?? []));
  return {
    writes: [...writes, ...found(/^[^#;\n]*log\]?[ \t]*=?[ \t]*["']?(\/[^\s;"']+)/gm)],
    reads: [...reads, ...found(/["'\s=](\/[^\s;"'{}$]+)/g)],
  };
}
