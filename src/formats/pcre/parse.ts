import type { PatternNode } from './node.ts';
import { charNode, escapedSet, literalNode, parseClass } from './parse-class.ts';

/** Groups inside one another, and repetitions of one piece: more than any real location is written with. */
const limits = { depth: 20, repeats: 100 };

/**
 * Reads what a regular expression of nginx's (PCRE) matches, without ever running it: it comes from a host, and some take
 * for ever. Null for what it doesn't read: references, looks behind, possessive and atomic pieces, words' borders.
 */
export function parsePattern(pattern: string, caseless: boolean): PatternNode | null {
  const reader = new Reader(pattern, caseless);
  const node = reader.choice(0);
  return node !== null && reader.atEnd() ? node : null;
}

/** Reads one pattern from left to right. */
class Reader {
  readonly #pattern: string;
  #caseless: boolean;
  #at = 0;

  constructor(pattern: string, caseless: boolean) {
    this.#pattern = pattern;
    this.#caseless = caseless;
  }

  atEnd(): boolean {
    return this.#at === this.#pattern.length;
  }

  choice(depth: number): PatternNode | null {
    if (depth > limits.depth) return null;
    const ways: PatternNode[] = [];
    do {
      const way = this.#sequence(depth);
      if (way === null) return null;
      ways.push(way);
    } while (this.#takes('|'));
    const [only] = ways;
    return ways.length === 1 && only !== undefined ? only : { kind: 'choice', ways };
  }

  #sequence(depth: number): PatternNode | null {
    const parts: PatternNode[] = [];
    while (!this.atEnd() && this.#next() !== '|' && this.#next() !== ')') {
      const part = this.#piece(depth);
      if (part === null) return null;
      parts.push(part);
    }
    return { kind: 'sequence', parts };
  }

  #piece(depth: number): PatternNode | null {
    const part = this.#atom(depth);
    const times = part === null ? null : this.#times();
    if (part === null || times === null) return null;
    return times === 'once' ? part : { kind: 'repeat', part, ...times };
  }

  #atom(depth: number): PatternNode | null {
    const char = this.#next();
    this.#at += 1;
    switch (char) {
      case '(':
        return this.#group(depth);
      case '[': {
        const read = parseClass(this.#pattern, this.#at - 1, this.#caseless);
        if (read === null) return null;
        this.#at = read.end;
        return read.node;
      }
      case '.':
        return charNode((each) => each !== '\n');
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '\\':
        return this.#escaped();
      case '*':
      case '+':
      case '?':
        return null;
      default:
        return literalNode(char, this.#caseless);
    }
  }

  #escaped(): PatternNode | null {
    const escaped = this.#next();
    this.#at += 1;
    if (escaped === 'A') return { kind: 'start' };
    if (escaped === 'z' || escaped === 'Z') return { kind: 'end' };
    if (/^[^A-Za-z0-9]$/.test(escaped)) return literalNode(escaped, this.#caseless);
    const has = escaped === '' ? null : escapedSet(escaped);
    return has === null ? null : charNode(has);
  }

  #group(depth: number): PatternNode | null {
    const outside = this.#caseless;
    const head = /^\?(?:<[A-Za-z_]\w*>|P<[A-Za-z_]\w*>|'[A-Za-z_]\w*'|:|=|!|([imsU]*)(\)|:))/.exec(
      this.#pattern.slice(this.#at),
    );
    if (head === null && this.#next() === '?') return null;
    const [opening = '', flags = '', ending] = head ?? [];
    this.#at += opening.length;
    // How far a match reaches (U) and what a dot or an anchor makes of line feeds (m, s) matters to no address.
    if (flags.includes('i')) this.#caseless = true;
    if (ending === ')') return { kind: 'sequence', parts: [] };
    const part = this.choice(depth + 1);
    this.#caseless = outside;
    if (part === null || !this.#takes(')')) return null;
    if (opening === '?=' || opening === '?!') return { kind: 'ahead', part, wanted: opening === '?=' };
    return part;
  }

  #times(): { readonly least: number; readonly most: number | null } | 'once' | null {
    const [written = '', least, comma, most] =
      /^(?:[*+?]|\{(\d{1,4})(,?)(\d{0,4})\})/.exec(this.#pattern.slice(this.#at)) ?? [];
    if (written === '') return 'once';
    this.#at += written.length;
    // A lazy piece matches the same texts; a possessive one doesn't.
    if (this.#takes('+')) return null;
    this.#takes('?');
    if (written === '*') return { least: 0, most: null };
    if (written === '+') return { least: 1, most: null };
    if (written === '?') return { least: 0, most: 1 };
    const [low, high] = [Number(least), most !== '' ? Number(most) : comma === ',' ? null : Number(least)];
    return Math.max(low, high ?? 0) > limits.repeats ? null : { least: low, most: high };
  }

  #next(): string {
    return this.#pattern[this.#at] ?? '';
  }

  #takes(char: string): boolean {
    if (this.#next() !== char) return false;
    this.#at += 1;
    return true;
  }
}
