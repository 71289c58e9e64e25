import { readFileSync, statSync } from 'node:fs';
import type { Place } from '../base/place.ts';
import { type Mistake, showMistake } from '../base/user-error.ts';
import { redactSecrets, stripControl } from '../formats/redact.ts';

/** No line of a terminal is longer, and no mistake needs more of one. */
const WIDTH = 100;

/** Mistakes as a person sees them: each with the line it speaks of, and a mark below the place. */
export function showMistakes(mistakes: readonly Mistake[]): string {
  const texts = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const lines = texts.get(file) ?? readLines(file);
    texts.set(file, lines);
    return lines;
  };
  return mistakes
    .map((mistake) => {
      const { place } = mistake;
      const line = place === undefined ? undefined : linesOf(place.file)[place.line - 1];
      if (place === undefined || line === undefined || line.trim() === '') return showMistake(mistake);
      const [head = '', ...hint] = showMistake(mistake).split('\n');
      return [head, ...excerpt(line, place), ...hint].join('\n');
    })
    .join('\n');
}

/** A file that is encrypted, or made by a program, has other lines than those that are spoken of. */
function readLines(file: string): readonly string[] {
  try {
    const text = statSync(file).isFile() ? readFileSync(file, 'utf8') : '';
    return /^(?:\$ANSIBLE_VAULT;|#!)/.test(text) ? [] : text.split(/\r?\n/);
  } catch {
    return [];
  }
}

function excerpt(line: string, { line: number, column }: Place): readonly string[] {
  const safe = redactSecrets(line);
  // What is redacted has moved what comes after it: then there is no place to mark.
  const isWhole = safe === line;
  const isMarked = isWhole && stripControl(line.replaceAll('\t', ' ')).length === line.length;
  const from = isWhole ? Math.max(0, Math.min(column - 1 - WIDTH / 2, line.length - WIDTH)) : 0;
  const shown = stripControl(safe.slice(from, from + WIDTH).replaceAll('\t', ' '));
  const margin = ' '.repeat(String(number).length);
  const mark = `  ${margin} | ${' '.repeat(Math.max(0, column - 1 - from))}^`;
  return [`  ${number} | ${shown}`, ...(isMarked ? [mark] : [])];
}
