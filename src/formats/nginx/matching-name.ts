/** A text that a regular expression matches from here on, and where the part of it that made the text ends. */
interface Made {
  readonly text: string;
  readonly end: number;
}

/** Deeper nesting than this is nobody's server_name. */
const DEEPEST = 20;
const LONGEST = 200;

/**
 * A host name that a `server_name ~PATTERN` matches; null where none can be made. The pattern is read, never run: it comes
 * from the host, and some patterns take for ever.
 */
export function matchingName(pattern: string): string | null {
  if (pattern.length > 500) return null;
  const made = alternatives(pattern, 0, 0);
  if (made === null || made.end !== pattern.length) return null;
  const start = made.text.startsWith('.') && !pattern.startsWith('^') ? 'suture-check' : '';
  const end = made.text.endsWith('.') && !pattern.endsWith('$') ? 'test' : '';
  const name = `${start}${made.text}${end}`.toLowerCase();
  return name.length <= LONGEST && /^[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?$/.test(name) ? name : null;
}

/** The first alternative; the others are only passed over. */
function alternatives(pattern: string, from: number, depth: number): Made | null {
  let first: string | null = null;
  for (let at = from; ; at += 1) {
    const made = sequence(pattern, at, depth);
    if (made === null) return null;
    first ??= made.text;
    at = made.end;
    if (pattern[at] !== '|') return { text: first, end: at };
  }
}

function sequence(pattern: string, from: number, depth: number): Made | null {
  let text = '';
  let at = from;
  while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
    const made = atom(pattern, at, depth);
    if (made === null) return null;
    const [quantifier = '', least] = /^(?:[?*+]|\{(\d{1,2})(?:,\d*)?\})[?+]?/.exec(pattern.slice(made.end)) ?? [];
    const times = quantifier.startsWith('?') ? 0 : least === undefined ? 1 : Number(least);
    text += made.text.repeat(times);
    at = made.end + quantifier.length;
    if (text.length > LONGEST) return null;
  }
  return { text, end: at };
}

function atom(pattern: string, at: number, depth: number): Made | null {
  const sign = pattern[at] ?? '';
  if (sign === '^' || sign === '$') return { text: '', end: at + 1 };
  if (sign === '.') return { text: 'a', end: at + 1 };
  if (sign === '(') return group(pattern, at, depth);
  if (sign === '[') return charClass(pattern, at);
  if (sign === '\\') return escaped(pattern, at);
  return /[A-Za-z0-9_-]/.test(sign) ? { text: sign, end: at + 1 } : null;
}

/** A group, named or not; what looks ahead or behind is not understood. */
function group(pattern: string, at: number, depth: number): Made | null {
  const [opening = ''] = /^\((?:\?:|\?P?<[A-Za-z_]\w*>|\?'[A-Za-z_]\w*')?/.exec(pattern.slice(at)) ?? [];
  if (depth >= DEEPEST || pattern[at + opening.length] === '?') return null;
  const made = alternatives(pattern, at + opening.length, depth + 1);
  return made !== null && pattern[made.end] === ')' ? { text: made.text, end: made.end + 1 } : null;
}

const ESCAPES: Readonly<Record<string, string>> = { d: '1', w: 'a', D: 'a', S: 'a', '.': '.', '-': '-', _: '_' };

function escaped(pattern: string, at: number): Made | null {
  const text = ESCAPES[pattern[at + 1] ?? ''];
  return text === undefined ? null : { text, end: at + 2 };
}

const ALPHABET: readonly string[] = Array.from('a1b0z-._cdefghijklmnopqrstuvwxy23456789');

/** One character of a class; of a negated one, a character that is not in it. */
function charClass(pattern: string, at: number): Made | null {
  const [whole, not = '', body = ''] = /^\[(\^?)((?:\\.|[^\]\\])+)\]/.exec(pattern.slice(at)) ?? [];
  if (whole === undefined) return null;
  const holds = (wanted: string): boolean => inClass(body, wanted);
  const text = ALPHABET.find((each) => holds(each) === (not === ''));
  return text === undefined ? null : { text, end: at + whole.length };
}

function inClass(body: string, wanted: string): boolean {
  for (const [, escape, first = '', last] of body.matchAll(/\\(.)|([^\\])(?:-([^\\]))?/g)) {
    if (escape !== undefined) {
      if (escape === wanted || (escape === 'd' && /\d/.test(wanted)) || (escape === 'w' && /\w/.test(wanted)))
        return true;
    } else if (last === undefined ? first.toLowerCase() === wanted : inRange(first, last, wanted)) return true;
  }
  return false;
}

const inRange = (first: string, last: string, wanted: string): boolean =>
  (first <= wanted && wanted <= last) || (first <= wanted.toUpperCase() && wanted.toUpperCase() <= last);
