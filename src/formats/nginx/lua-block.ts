/** Whether a directive's block holds Lua, which has quotes and braces of its own. Source: lua-nginx-module. */
export const holdsLua = (directive: string): boolean => directive.endsWith('_by_lua_block');

/** The offset of the `}` that closes a Lua block whose body starts at `from`; null where it is missing. */
export function endOfLua(text: string, from: number): number | null {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text[at];
    if (char === '}' && depth === 0) return at;
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    const next = afterPiece(text, at);
    if (next === null) return null;
    at = next;
  }
  return null;
}

/** The offset behind the string, comment or character that starts at `at`; null for a long bracket left open. */
function afterPiece(text: string, at: number): number | null {
  const char = text[at];
  if (char === '"' || char === "'") return afterString(text, at);
  if (char === '[') return afterLongBracket(text, at);
  if (!text.startsWith('--', at)) return at + 1;
  if (longBracketLevel(text, at + 2) !== null) return afterLongBracket(text, at + 2);
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline;
}

/** The module matches a string within one line and one buffer of this many bytes. Source: lua-nginx-module's lexer. */
const bufferSize = 4096;

function afterString(text: string, at: number): number {
  const quote = text[at];
  const limit = Math.min(text.length, at + bufferSize);
  for (let i = at + 1; i < limit && text[i] !== '\n'; i += 1) {
    if (text[i] === '\\' && text[i + 1] !== '\n') i += 1;
    else if (text[i] === quote) return i + 1;
  }
  // A quote without a partner is a character like any other to the module.
  return at + 1;
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
