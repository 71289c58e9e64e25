import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the corpus, where its tests look for files that the table leaves out. */
export const corpusFolder = import.meta.dirname;

/** A corpus file's text, byte order mark included. */
export const corpusText = (file: string): string => readFileSync(join(corpusFolder, file), 'utf8');

/** A configuration of several files by the paths that it includes them by, below /tmp/corpus; the main file first. */
export const includes: Readonly<Record<string, string>> = Object.fromEntries(
  ['php-fpm.conf', 'pool.d/a-shop.conf', 'pool.d/b-www.conf', 'more/m.conf'].map((file) => [
    `/tmp/corpus/${file}`,
    corpusText(`includes/${file}`),
  ]),
);
