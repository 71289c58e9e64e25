/** A configuration of the corpus: what our reader makes of it, and what nginx 1.22.1 (with Lua) said to it by `nginx -t`. */
export interface CorpusEntry {
  readonly file: string;
  /** Null where the reader gives a tree; else its first mistake. */
  readonly mistake: { readonly code: string; readonly line: number } | null;
  /** Null where nginx accepts; else its words and line. What nginx refuses for its meaning alone, the reader reads. */
  readonly nginx: { readonly says: string; readonly line: number } | null;
}

const accepted = (file: string): CorpusEntry => ({ file, mistake: null, nginx: null });

const meaningless = (file: string, says: string, line: number): CorpusEntry => ({
  file,
  mistake: null,
  nginx: { says, line },
});

const refused = (file: string, code: string, ours: number, says: string, theirs: number): CorpusEntry => ({
  file,
  mistake: { code, line: ours },
  nginx: { says, line: theirs },
});

const endOfFile = 'unexpected end of file, expecting ";" or "}"';

/** Every single file of the corpus. Ours and nginx's line differ where nginx names the end, and we what is left open. */
export const corpus: readonly CorpusEntry[] = [
  accepted('comments.conf'),
  accepted('crlf.conf'),
  accepted('debian-default.conf'),
  accepted('long-quoted.conf'),
  accepted('long-word.conf'),
  accepted('lua.conf'),
  accepted('no-final-newline.conf'),
  accepted('odd-quotes.conf'),
  accepted('odd-variables.conf'),
  accepted('one-line.conf'),
  accepted('several-versions.conf'),
  accepted('shop.conf'),
  accepted('unicode.conf'),
  meaningless('byte-order-mark.conf', 'unknown directive "\uFEFFuser"', 1),
  meaningless('empty.conf', 'no "events" section in configuration', 0),
  meaningless('missing-semicolon.conf', 'invalid number of arguments in "fastcgi_pass" directive', 7),
  refused('dollar-before-brace.conf', 'unexpected-character', 10, 'directive "location" has no opening "{"', 7),
  refused('empty-statements.conf', 'unexpected-character', 4, 'unexpected ";"', 4),
  refused('ends-within-word.conf', 'unexpected-end', 4, endOfFile, 4),
  refused('extra-brace.conf', 'unexpected-character', 8, 'unexpected "}"', 8),
  refused('missing-brace.conf', 'unexpected-end', 12, '"server" directive is not allowed here', 8),
  refused('missing-semicolon-at-brace.conf', 'unexpected-character', 7, 'unexpected "}"', 7),
  refused('text-after-quote.conf', 'unexpected-character', 5, 'unexpected "w"', 5),
  refused('too-long-comment.conf', 'too-long-parameter', 2, 'too long parameter "# --------..." started', 2),
  refused('too-long-quoted.conf', 'too-long-parameter', 4, 'too long parameter "ééééé..." started', 4),
  refused('too-long-word.conf', 'too-long-parameter', 4, 'too long parameter "yyyyyyyyyy..." started', 4),
  refused('unclosed-lua.conf', 'unterminated-lua-block', 6, 'Lua code block missing the closing long bracket "]]"', 7),
  refused('unclosed-quote.conf', 'unterminated-quote', 5, endOfFile, 9),
];
