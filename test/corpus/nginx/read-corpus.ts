import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;

/** A corpus file's text, byte order mark included. */
export const corpusText = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** The names of all files below a folder of the corpus, its own ones for `.`. */
export const corpusFiles = (below: string): readonly string[] =>
  readdirSync(join(folder, below), { withFileTypes: true, recursive: below !== '.' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
