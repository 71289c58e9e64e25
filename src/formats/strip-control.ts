/** What becomes of line feeds and tabs: left alone, or written as `\n` and `\t`. */
export interface StripOptions {
  readonly newline: 'keep' | 'show';
  readonly tab: 'keep' | 'show';
}

const ESC_SEQUENCE =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\x9d\x90\x98\x9e\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-Z\\^-~]/g;

// C0, DEL, C1, soft hyphen, zero widths, bidi marks, embeddings and isolates, line separators, tags, half surrogates.
const INVISIBLE =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/**
 * Makes a foreign text harmless for terminals, logs and people: terminal sequences vanish, other characters that act
 * or hide are written as `\x07`, `\u202e`; CRLF becomes LF, a lone CR `\r`. Nothing that stays can move the cursor.
 */
export function stripControl(text: string, options: StripOptions = { newline: 'keep', tab: 'keep' }): string {
  return text
    .replace(ESC_SEQUENCE, '')
    .replaceAll('\r\n', '\n')
    .replace(INVISIBLE, (char) => {
      if (char === '\n') return options.newline === 'keep' ? char : '\\n';
      if (char === '\t') return options.tab === 'keep' ? char : '\\t';
      return visible(char);
    });
}

// What has no picture, or none of its own: all of the above, unassigned and private ones, fillers, variants, odd spaces.
const WITHOUT_PICTURE =
  /[\p{C}\p{Zl}\p{Zp}\u00a0\u034f\u115f\u1160\u1680\u17b4\u17b5\u2000-\u200a\u202f\u205f\u3000\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu;

/** Writes each character that acts, hides or has no picture as `\n`, `\x1b`, `\u202e`; nothing of the text vanishes. */
export const showHidden = (text: string): string => text.replace(WITHOUT_PICTURE, visible);

function visible(char: string): string {
  if (char === '\n') return '\\n';
  if (char === '\t') return '\\t';
  if (char === '\r') return '\\r';
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
