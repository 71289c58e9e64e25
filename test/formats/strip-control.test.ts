import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stripControl } from '../../src/formats/strip-control.ts';

describe('stripControl', () => {
  test.each([
    ['colour', 'a\x1b[31mb\x1b[0m', 'ab'],
    ['cursor movement', 'a\x1b[2Kb\x1b[1;1H', 'ab'],
    ['a window title', 'a\x1b]0;evil\x07b\x1b]8;;http://x\x1b\\c', 'abc'],
    ['a C1 sequence', 'a\x9b31mb', 'ab'],
    ['a bell', 'a\x07b', 'a\\x07b'],
    ['a backspace', 'ab\b', 'ab\\x08'],
    ['an escape that begins nothing', 'a\x1b', 'a\\x1b'],
    ['a sequence that appears when another vanishes', '\x1b\x1b[0m[31mx', '\\x1b[31mx'],
    ['a bidi override', 'a\u202eb\u2069', 'a\\u202eb\\u2069'],
    ['a zero width', 'pass\u200bword', 'pass\\u200bword'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['a next-line', 'a\x85b', 'a\\x85b'],
    ['a lone CR', 'ok\revil', 'ok\\revil'],
    ['CRLF', 'a\r\nb', 'a\nb'],
    ['half a surrogate', 'a\ud800b', 'a\\ud800b'],
    ['a tag character', 'a\u{e0041}', 'a\\u{e0041}'],
  ])('takes the power from %s', (_what, text, expected) => expect(stripControl(text)).toBe(expected));

  test.each(['déjà vu', '漢字', '👍', 'a\tb\nc', 'C:\\x1b', ''])('leaves %j alone', (text) =>
    expect(stripControl(text)).toBe(text),
  );

  test('writes line feeds and tabs where one line is wanted', () => {
    expect(stripControl('a\tb\r\nc', { newline: 'show', tab: 'show' })).toBe('a\\tb\\nc');
  });

  test('leaves nothing that acts, whatever comes in', () => {
    const anything = fc.array(fc.integer({ min: 0, max: 0x10ffff })).map((codes) => String.fromCodePoint(...codes));
    const nasty = fc.array(
      fc.constantFrom(
        '\x1b',
        '[',
        ']',
        '0',
        'm',
        '\x07',
        '\x9b',
        '\x9d',
        '\\',
        '\r',
        '\n',
        'a',
        '\x1bP',
        '\x9c',
        '\u202e',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          nasty.map((parts) => parts.join('')),
        ),
        (text) => {
          expect(stripControl(text)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
          expect(stripControl(stripControl(text))).toBe(stripControl(text));
        },
      ),
    );
  });
});

test.each(['\x9d', '\x1b]', '\x1b[', '\x90x'])('stripControl takes linear time over many times %j', (piece) => {
  const text = piece.repeat(300_000 / piece.length);
  const started = performance.now();
  stripControl(text);
  expect(performance.now() - started).toBeLessThan(1500);
});
