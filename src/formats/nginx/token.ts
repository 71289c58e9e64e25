import type { Span } from '../../base/place.ts';

/** What a piece of an nginx configuration is; `unread` is all that follows a mistake. */
export type TokenKind = 'space' | 'comment' | 'word' | 'quoted' | 'semicolon' | 'open' | 'close' | 'lua' | 'unread';

/** A piece of the text; the tokens of a text, joined, are the text again. */
export interface Token {
  readonly kind: TokenKind;
  readonly span: Span;
  readonly text: string;
}

/** Why a text can't be read further, and from which offset on. */
export interface LexMistake {
  readonly code: 'unterminated-quote' | 'unexpected-character' | 'unterminated-lua-block' | 'too-long-parameter';
  readonly message: string;
  readonly offset: number;
  readonly hint?: string;
}
