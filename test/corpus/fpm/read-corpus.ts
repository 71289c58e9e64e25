import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the corpus, where its tests look for files that the table leaves out. */
export const corpusFolder = import.meta.dirname;

/** A corpus file's text, byte order mark included. */
export const corpusText = (file: string): string => readFileSync(join(corpusFolder, file), 'utf8');
