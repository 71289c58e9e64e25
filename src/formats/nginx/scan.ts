/** Whether nginx takes the character for white space. */
export const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n';

/** Whether the character ends a word that isn't quoted; `}` and quotes inside a word don't. */
const endsWord = (char: string): boolean => isSpace(char) || char === ';' || char === '{';

/** Whether the character may follow a closing quote; `)` may, as in `if ($uri = "/x")`, and starts a word of its own. */
export const mayFollowQuoted = (char: string): boolean => endsWord(char) || char === ')';

/** The offset behind the white space that starts at `at`. */
export function endOfSpace(text: string, at: number): number {
  let end = at;
  while (end < text.length && isSpace(text.charAt(end))) end += 1;
  return end;
}

/** The offset of the line feed that ends the line, or of the text's end. */
export function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline;
}

/** The offset behind the quoted string that starts at `at`; null where the closing quote is missing. */
export function endOfQuoted(text: string, at: number): number | null {
  const quote = text[at];
  for (let i = at + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === quote) return i + 1;
  }
  return null;
}

/** The offset behind the word that starts at `at`: backslashes hide the next character, `${` opens no block. */
export function endOfWord(text: string, at: number): number {
  let variable = false;
  let end = at;
  while (end < text.length) {
    const char = text.charAt(end);
    if (char === '{' && variable) {
      end += 1;
    } else if (char === '\\') {
      variable = false;
      end += 2;
    } else if (endsWord(char)) {
      return end;
    } else {
      variable = char === '$';
      end += 1;
    }
  }
  return text.length;
}
