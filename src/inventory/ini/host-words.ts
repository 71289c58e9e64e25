import { err, ok, type Result } from '../../base/result.ts';

/** A word of a host's line, quotes and escapes resolved, and the offset in the line at which it starts. */
export interface HostWord {
  readonly text: string;
  readonly offset: number;
}

const BLANKS = ' \t\r\n';

/**
 * Splits a host's line as Python's shlex does for Ansible: quotes, backslashes, and a comment from any `#` outside of
 * quotes, even within a word. The error is a sentence.
 */
export function splitHostLine(line: string): Result<readonly HostWord[], string> {
  const words: HostWord[] = [];
  let word: { text: string; readonly offset: number } | null = null;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    if (quote !== '') {
      const next = line.charAt(at + 1);
      if (sign === quote) quote = '';
      else if (sign === '\\' && quote === '"' && (next === '"' || next === '\\')) {
        if (word !== null) word.text += next;
        at += 1;
      } else if (word !== null) word.text += sign;
    } else if (BLANKS.includes(sign)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (sign === '#') break;
    else {
      word ??= { text: '', offset: at };
      if (sign === '"' || sign === "'") quote = sign;
      else if (sign === '\\') {
        at += 1;
        if (at >= line.length) return err('nothing follows the backslash at the end of this line');
        word.text += line.charAt(at);
      } else word.text += sign;
    }
  }
  if (quote !== '') return err(`the quote ${quote} on this line has no partner`);
  if (word !== null) words.push(word);
  return ok(words);
}
