import type { PatternNode } from './node.ts';

type CharNode = Extract<PatternNode, { readonly kind: 'char' }>;

const digit = (char: string): boolean => /^\d$/.test(char);
const word = (char: string): boolean => /^\w$/.test(char);
const space = (char: string): boolean => /^\s$/.test(char);

const SETS: Readonly<Record<string, (char: string) => boolean>> = {
  d: digit,
  w: word,
  s: space,
  D: (char) => !digit(char),
  W: (char) => !word(char),
  S: (char) => !space(char),
};

const CONTROLS: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  v: '\v',
  e: '\x1b',
  a: '\x07',
};

/** What an address is likely to be made of, the likeliest first. */
const EXAMPLES = Array.from('a0-_./A:=%~ZBCDEFGHIJKLMNOPQRSTUVWXYbcdefghijklmnopqrstuvwxyz123456789+@,!$&()*; ');

/** One char that a test lets through, with the likeliest for an example. */
export const charNode = (has: (char: string) => boolean): CharNode => ({
  kind: 'char',
  has,
  example: EXAMPLES.find(has) ?? '',
});

/** One given char, in either case where case doesn't count. */
export function literalNode(literal: string, caseless: boolean): CharNode {
  if (!caseless) return { kind: 'char', has: (char) => char === literal, example: literal };
  const lower = literal.toLowerCase();
  return { kind: 'char', has: (char) => char.toLowerCase() === lower, example: literal };
}

/** What `\x` outside or inside of a class lets through; null for what isn't one char. */
export function escapedSet(escaped: string): ((char: string) => boolean) | null {
  const set = SETS[escaped];
  if (set !== undefined) return set;
  const control = CONTROLS[escaped];
  if (control !== undefined) return (char) => char === control;
  // Letters and digits have, or may get, another meaning.
  return /^[A-Za-z0-9]$/.test(escaped) ? null : (char) => char === escaped;
}

/** Reads `[…]` that opens at `from`; null where it isn't closed or holds what isn't read here. */
export function parseClass(
  pattern: string,
  from: number,
  caseless: boolean,
): { readonly node: CharNode; readonly end: number } | null {
  const negated = pattern[from + 1] === '^';
  const first = from + (negated ? 2 : 1);
  const members: ((char: string) => boolean)[] = [];
  let at = first;
  while (at < pattern.length && (pattern[at] !== ']' || at === first)) {
    if (pattern.startsWith('[:', at) || pattern.startsWith('[=', at) || pattern.startsWith('[.', at)) return null;
    const low = member(pattern, at);
    if (low === null) return null;
    at = low.end;
    const high = pattern[at] === '-' && pattern[at + 1] !== ']' ? member(pattern, at + 1) : null;
    if (high === null || low.char === null || high.char === null) {
      members.push(low.has);
      continue;
    }
    const [lowest, highest] = [low.char, high.char];
    members.push((char) => char >= lowest && char <= highest);
    at = high.end;
  }
  if (pattern[at] !== ']') return null;
  const plain = (char: string): boolean => members.some((has) => has(char));
  const either = caseless ? (char: string) => plain(char.toLowerCase()) || plain(char.toUpperCase()) : plain;
  return { node: charNode((char) => either(char) !== negated), end: at + 1 };
}

function member(
  pattern: string,
  at: number,
): { readonly has: (char: string) => boolean; readonly char: string | null; readonly end: number } | null {
  const char = pattern[at];
  if (char === undefined) return null;
  if (char !== '\\') return { has: (each) => each === char, char, end: at + 1 };
  const escaped = pattern[at + 1] ?? '';
  const has = escaped === '' ? null : escapedSet(escaped);
  if (has === null) return null;
  return { has, char: /^[A-Za-z]$/.test(escaped) ? null : escaped, end: at + 2 };
}
