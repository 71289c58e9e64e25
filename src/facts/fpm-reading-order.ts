import { matchesGlob } from '../formats/glob.ts';
import { type FpmFile, parseFpm } from '../formats/fpm/parse.ts';
import { pathBelow, plainPath } from '../formats/nginx/conf-path.ts';
import type { ConfigFile } from './file.ts';

/** A section of a file, or what of it stands between two includes. */
export interface FpmPiece {
  readonly file: string;
  readonly section: FpmFile['sections'][number];
}

/** More includes than any real host has; the files of others come last. */
const MOST_INCLUDES = 300;

/**
 * The sections of a master's files as PHP-FPM reads them: an included file where its include stands, relative ones below
 * `folder`. Files that nothing is seen to include come last. Source: fpm_conf.c, fpm_conf_ini_parser_include.
 */
export function inReadingOrder(files: readonly ConfigFile[], folder: string): readonly FpmPiece[] {
  const pieces: FpmPiece[] = [];
  const left = new Set(files);
  let includes = 0;
  const read = (file: ConfigFile): void => {
    if (!left.delete(file)) return;
    for (const step of stepsOf(parseFpm(file.path, file.text))) {
      if (step.kind === 'section') pieces.push({ file: file.path, section: step.section });
      else if ((includes += 1) <= MOST_INCLUDES) {
        const pattern = plainPath(pathBelow(folder, step.pattern));
        for (const each of [...left].filter(({ path }) => matchesGlob(pattern, plainPath(path)))) read(each);
      }
    }
  };
  for (const file of files) read(file);
  return pieces;
}

type Step =
  | { readonly kind: 'section'; readonly line: number; readonly section: FpmPiece['section'] }
  | { readonly kind: 'include'; readonly line: number; readonly pattern: string };

/** What a file has line by line: a section's part ends where an include stands. */
const stepsOf = ({ sections, includes }: FpmFile): readonly Step[] =>
  [
    ...sections.map((section): Step => ({ kind: 'section', line: section.place.line, section })),
    ...includes.map(({ line, value }): Step => ({ kind: 'include', line, pattern: value })),
  ].toSorted((a, b) => a.line - b.line);
