import { endOfLine } from './scan.ts';

/** Whether a directive's block holds Lua, which has quotes and braces of its own. Source: lua-nginx-module. */
export const holdsLua = (directive: string): boolean => directive.endsWith('_by_lua_block');

/** The offset of the `}` that closes a Lua block whose body starts at `from`; null where it is missing. */
export function endOfLua(text: string, from: number): number | null {
  const strings = stringsOf(text);
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '}' && depth === 0) return at;
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    const next = char === '"' || char === "'" ? strings.after(at, char) : afterPiece(text, at);
    if (next === null) return null;
    at = next;
  }
  return null;
}

/** The offset behind the comment, long string or character that starts at `at`; null for a long bracket left open. */
function afterPiece(text: string, at: number): number | null {
  if (text[at] === '[') return afterLongBracket(text, at);
  if (!text.startsWith('--', at)) return at + 1;
  if (longBracketLevel(text, at + 2) !== null) return afterLongBracket(text, at + 2);
  return endOfLine(text, at);
}

/** Finds where strings end. The module ends none on another line: a quote without a partner is a mere character. */
function stringsOf(text: string): { after: (at: number, quote: string) => number } {
  const barrenUntil = new Map<string, number>();
  return {
    after(at, quote) {
      // Each such quote further on in the line was escaped in the failed search, which ran on from there in vain.
      if (at < (barrenUntil.get(quote) ?? 0)) return at + 1;
      const end = endOfLine(text, at);
      for (let i = at + 1; i < end; i += 1) {
        if (text[i] === quote) return i + 1;
        if (text[i] === '\\') i += 1;
      }
      barrenUntil.set(quote, end);
      return at + 1;
    },
  };
}

/** How many `=` the long bracket at `at` has; null where there is none. */
function longBracketLevel(text: string, at: number): number | null {
  if (text[at] !== '[') return null;
  let level = 0;
  while (text[at + 1 + level] === '=') level += 1;
  return text[at + 1 + level] === '[' ? level : null;
}

function afterLongBracket(text: string, at: number): number | null {
  const level = longBracketLevel(text, at);
  if (level === null) return at + 1;
  const close = `]${'='.repeat(level)}]`;
  const end = text.indexOf(close, at + level + 2);
  return end === -1 ? null : end + close.length;
}
