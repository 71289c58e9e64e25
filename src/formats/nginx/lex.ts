import { endOfLua, holdsLua } from './lua-block.ts';
import { endOfLine, endOfQuoted, endOfSpace, endOfWord, isSpace, mayFollowQuoted } from './scan.ts';
import type { LexMistake, Token, TokenKind } from './token.ts';
import { decodeWord } from './word.ts';

/** The tokens of a text, all of it, and the mistake at which reading ended. */
export interface Lexed {
  readonly tokens: readonly Token[];
  readonly mistake: LexMistake | null;
}

/** Cuts an nginx configuration into tokens exactly where nginx does. Source: ngx_conf_read_token in nginx. */
export function lex(text: string): Lexed {
  const tokens: Token[] = [];
  let at = 0;
  let directive: string | null = null;

  while (at < text.length) {
    const piece =
      directive !== null && isLuaBody(directive, tokens) && text[at] !== '}' ? luaBody(text, at) : nextPiece(text, at);
    if ('code' in piece) return { tokens: [...tokens, cut(text, 'unread', at, text.length)], mistake: piece };
    const token = cut(text, piece.kind, at, piece.end);
    if (token.kind === 'semicolon' || token.kind === 'close') directive = null;
    if (token.kind === 'open' && !(directive !== null && holdsLua(directive))) directive = null;
    if (token.kind === 'word' || token.kind === 'quoted') directive ??= decodeWord(token.text);
    tokens.push(token);
    at = piece.end;
  }
  return { tokens, mistake: null };
}

interface Piece {
  readonly kind: TokenKind;
  readonly end: number;
}

const cut = (text: string, kind: TokenKind, start: number, end: number): Token => ({
  kind,
  span: { start, end },
  text: text.slice(start, end),
});

const isLuaBody = (directive: string, tokens: readonly Token[]): boolean =>
  holdsLua(directive) && tokens.at(-1)?.kind === 'open';

function luaBody(text: string, at: number): Piece | LexMistake {
  const end = endOfLua(text, at);
  if (end !== null) return { kind: 'lua', end };
  return { code: 'unterminated-lua-block', message: 'the Lua block that starts here is not closed', offset: at };
}

function nextPiece(text: string, at: number): Piece | LexMistake {
  const char = text.charAt(at);
  if (isSpace(char)) return { kind: 'space', end: endOfSpace(text, at) };
  switch (char) {
    case ';':
      return { kind: 'semicolon', end: at + 1 };
    case '{':
      return { kind: 'open', end: at + 1 };
    case '}':
      return { kind: 'close', end: at + 1 };
    case '#':
      return fitting(text, 'comment', at, endOfLine(text, at));
    case '"':
    case "'":
      return quotedString(text, at);
    default:
      return fitting(text, 'word', at, endOfWord(text, at));
  }
}

function quotedString(text: string, at: number): Piece | LexMistake {
  const quote = text.charAt(at);
  const end = endOfQuoted(text, at);
  if (end === null) {
    return { code: 'unterminated-quote', message: `the quote ${quote} that opens here is not closed`, offset: at };
  }
  if (end < text.length && !mayFollowQuoted(text.charAt(end))) {
    const message = `unexpected "${text.charAt(end)}" right after a closing quote`;
    return { code: 'unexpected-character', message, offset: end, hint: 'write a space or ";" between them' };
  }
  return fitting(text, 'quoted', at, end);
}

/** nginx holds a word, and even a comment, in one buffer of this many bytes. Source: NGX_CONF_BUFFER. */
const bufferSize = 4096;

function fitting(text: string, kind: 'word' | 'quoted' | 'comment', at: number, end: number): Piece | LexMistake {
  // UTF-8 takes at most three bytes per UTF-16 unit, so most pieces need no counting.
  if ((end - at) * 3 < bufferSize) return { kind, end };
  const bytes = new TextEncoder().encode(text.slice(at, end)).length;
  // The opening quote doesn't count, and a comment at the very end needs no room for a line feed.
  const spare = kind === 'quoted' || (kind === 'comment' && end === text.length) ? 1 : 0;
  if (bytes < bufferSize + spare) return { kind, end };
  const what = kind === 'comment' ? 'comment' : 'parameter';
  const message = `the ${what} is longer than the ${bufferSize - 1} bytes that nginx reads as one piece`;
  return { code: 'too-long-parameter', message, offset: at };
}
