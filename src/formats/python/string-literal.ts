const PREFIXED = /[bBuUrR]{0,2}(?:'''|"""|'|")/y;
const PREFIX = /^(?:[bBuUrR]?|[bB][rR]|[rR][bB])$/;
/** What one sign after a backslash stands for. */
export const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
};
const CODED = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})/y;

/** A Python string that starts at an offset, and where it ends; null where none starts there, or it has no end. */
export function stringLiteralAt(text: string, start: number): { readonly value: string; readonly end: number } | null {
  PREFIXED.lastIndex = start;
  const opening = PREFIXED.exec(text)?.[0] ?? '';
  const quote = opening.replace(/^[bBuUrR]*/, '');
  const prefix = opening.slice(0, opening.length - quote.length);
  if (quote === '' || !PREFIX.test(prefix)) return null;
  const isRaw = /[rR]/.test(prefix);
  const isBytes = /[bB]/.test(prefix);
  let value = '';
  let at = start + opening.length;
  while (at < text.length) {
    const sign = text.charAt(at);
    if (text.startsWith(quote, at)) return { value, end: at + quote.length };
    if (sign === '\n' && quote.length === 1) return null;
    if (sign !== '\\') {
      value += sign;
      at += 1;
    } else if (isRaw) {
      value += text.slice(at, at + 2);
      at += 2;
    } else {
      const escape = escapeAt(text, at + 1, isBytes);
      if (escape === null) return null;
      value += escape.value;
      at = escape.end;
    }
  }
  return null;
}

/** What a backslash and what follows it stand for; one that means nothing stays. */
function escapeAt(text: string, at: number, isBytes: boolean): { readonly value: string; readonly end: number } | null {
  const sign = text.charAt(at);
  const simple = SIMPLE_ESCAPES[sign];
  if (simple !== undefined) return { value: simple, end: at + 1 };
  CODED.lastIndex = at;
  const [whole = '', byte, short, long, octal] = CODED.exec(text) ?? [];
  const hexadecimal = isBytes ? byte : (byte ?? short ?? long);
  const code = hexadecimal !== undefined ? Number.parseInt(hexadecimal, 16) : Number.parseInt(octal ?? '', 8);
  if (!Number.isNaN(code) && code <= 0x10_ff_ff) return { value: String.fromCodePoint(code), end: at + whole.length };
  if (sign === 'x' || (!isBytes && /[uUN]/.test(sign))) return null;
  return { value: `\\${sign}`, end: at + 1 };
}
