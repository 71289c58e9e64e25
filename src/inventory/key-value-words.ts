import { err, ok, type Result } from '../base/result.ts';
import { SIMPLE_ESCAPES } from '../formats/python/string-literal.ts';

/** A word of `key=value key="other value"`, as it was typed; it begins at an offset. */
export interface Word {
  readonly text: string;
  readonly offset: number;
}

/** Splits at whitespace, but not within quotes or Jinja2's tags; the error is where what is never closed begins. Source: Ansible, parsing/splitter.py. */
export function splitWords(text: string): Result<readonly Word[], { readonly offset: number }> {
  const words: Word[] = [];
  const PIECE = /\\[^]|["']|\{[{%#]|[}%#]\}|\s+|[^]/g;
  let [word, start] = ['', 0];
  let open: { readonly until: string; readonly offset: number } | null = null;
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    if (open === null && /^\s/.test(piece)) {
      if (word !== '') words.push({ text: word, offset: start });
      word = '';
      continue;
    }
    if (word === '') start = index;
    word += piece;
    if (open !== null) open = piece === open.until ? null : open;
    else if (CLOSED_BY.has(piece)) open = { until: CLOSED_BY.get(piece) ?? '', offset: index };
  }
  if (open !== null) return err({ offset: open.offset });
  return ok(word === '' ? words : [...words, { text: word, offset: start }]);
}

const CLOSED_BY = new Map([
  ['"', '"'],
  ["'", "'"],
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
]);

/** What a word says after `=`: its escapes decoded, and the quotes around all of it taken away. */
export function plainValue(written: string): string {
  const value = written.replaceAll(ESCAPE, (escape) => decoded(escape)).trim();
  const [first = ''] = value;
  const isQuoted = value.length > 1 && /["']/.test(first) && value.endsWith(first) && !value.endsWith(`\\${first}`);
  return isQuoted ? value.slice(1, -1) : value;
}

const ESCAPE = /\\(?:U[\da-fA-F]{8}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\\'"abfnrtv])/g;

function decoded(escape: string): string {
  if (escape.length === 2) return SIMPLE_ESCAPES[escape.slice(1)] ?? escape.slice(1);
  const code = Number.parseInt(escape.slice(2), 16);
  return code > 0x10ffff ? escape : String.fromCodePoint(code);
}
