import type { Span } from '../../base/place.ts';

/** The right-hand side of an assignment, as PHP's ini scanner reads it. */
export interface FpmValue {
  /** Decoded: quotes and escapes resolved, booleans as `1` and the empty text; `$pool` and `${…}` as written. */
  readonly value: string;
  /** The raw text without the blanks around it and without a trailing comment. */
  readonly span: Span;
  /** What PHP would refuse, in words; null where the value is sound. */
  readonly wrong: string | null;
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';

/** Skips blanks from `at`, no further than `end`. */
export function skipBlanks(text: string, at: number, end: number): number {
  while (at < end && isBlank(text[at])) at += 1;
  return at;
}

/** Reads a value that starts at `start` and ends before `end` or at a comment. Source: zend_ini_scanner.l, normal mode. */
export function readValue(text: string, start: number, end: number): FpmValue {
  const first = skipBlanks(text, start, end);
  let value = '';
  let wrong: string | null = null;
  let at = first;
  let last = first;
  let bare = true;
  while (at < end) {
    const char = text[at] ?? '';
    if (char === ';') break;
    if (isBlank(char)) {
      const next = skipBlanks(text, at, end);
      // Blanks on either side of a double-quoted part belong to the quote, and vanish.
      if (next < end && text[next] !== ';' && text[next] !== '"' && text[at - 1] !== '"') value += text.slice(at, next);
      at = next;
      continue;
    }
    const part = readPart(text, at, end);
    value += part.value;
    wrong ??= part.wrong;
    bare &&= part.bare;
    at = part.end;
    last = at;
  }
  if (bare && KEYWORD_AMONG_WORDS.test(text.slice(first, last))) wrong ??= 'a word that means yes or no needs quotes';
  return { value: bare ? asKeyword(value) : value, span: { start: first, end: last }, wrong };
}

interface Part {
  readonly value: string;
  readonly end: number;
  readonly bare: boolean;
  readonly wrong: string | null;
}

function readPart(text: string, at: number, end: number): Part {
  const char = text[at] ?? '';
  if (char === '"') return readDoubleQuoted(text, at, end);
  if (char === "'") {
    const close = text.indexOf("'", at + 1);
    // PHP drops a lone apostrophe with all that follows it, and says nothing.
    if (close < 0 || close >= end) return { value: '', end, bare: false, wrong: null };
    return { value: text.slice(at + 1, close), end: close + 1, bare: false, wrong: null };
  }
  if (char === '=') return { value: char, end: at + 1, bare: true, wrong: '"=" in a value needs quotes' };
  if (char === '$' && text[at + 1] === '{') {
    const close = text.indexOf('}', at);
    const stop = close < 0 || close >= end ? end : close + 1;
    return {
      value: text.slice(at, stop),
      end: stop,
      bare: true,
      wrong: stop === end && close !== end - 1 ? 'unclosed "${"' : null,
    };
  }
  // A dollar takes the character behind it along, even one that would end the value.
  const stop = char === '$' ? Math.min(at + 2, end) : at + 1;
  return { value: text.slice(at, stop), end: stop, bare: true, wrong: null };
}

function readDoubleQuoted(text: string, open: number, end: number): Part {
  let value = '';
  let at = open + 1;
  while (at < end && text[at] !== '"') {
    const escaped = text[at] === '\\' && at + 1 < end && (text[at + 1] === '"' || text[at + 1] === '\\');
    if (escaped) at += 1;
    value += text[at] ?? '';
    at += 1;
  }
  return at < end
    ? { value, end: at + 1, bare: false, wrong: null }
    : { value, end, bare: false, wrong: 'unclosed quote' };
}

const KEYWORD_AMONG_WORDS = /[ \t](?:true|on|yes|false|off|no|none|null)(?![^ \t])|^(?:true|on|yes|false|off|no)[ \t]/i;

function asKeyword(value: string): string {
  if (/^(?:true|on|yes)$/i.test(value)) return '1';
  return /^(?:false|off|no|none|null)$/i.test(value) ? '' : value;
}

/** Whether a decoded value switches an option on; null where it is no boolean. Source: fpm_conf_set_boolean. */
export function fpmBoolean(value: string): boolean | null {
  if (/^(?:1|true|on|yes)$/i.test(value)) return true;
  return /^(?:0|false|off|no|none|)$/i.test(value) ? false : null;
}
