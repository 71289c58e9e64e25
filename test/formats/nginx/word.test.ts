import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNginx } from '../../../src/formats/nginx/parse.ts';
import { decodeWord, quoteArgument } from '../../../src/formats/nginx/word.ts';

describe('a word means to nginx', () => {
  test.each([
    ['plain', 'plain'],
    ['"a b"', 'a b'],
    ["'a b'", 'a b'],
    ['""', ''],
    ['"a\\"b"', 'a"b'],
    ['a\\tb\\nc\\rd', 'a\tb\nc\rd'],
    ['\\.php$', '\\.php$'],
    ['a\\\\tb', 'a\\tb'],
    ['\\;', '\\;'],
    ['a"', 'a"'],
    ['"', '"'],
    ['a\\', 'a\\'],
  ])('%s: %j', (raw, value) => {
    expect(decodeWord(raw)).toBe(value);
  });
});

describe('an argument is quoted', () => {
  test.each([
    ['unix:/run/php/php8.2-fpm.sock', 'unix:/run/php/php8.2-fpm.sock'],
    ['[::1]:9000', '[::1]:9000'],
    ['$document_root', '$document_root'],
    ['', '""'],
    ['a b', '"a b"'],
    ['a;b', '"a;b"'],
    ['{', '"{"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['\\.php$', '"\\\\.php$"'],
    ['#a', '"#a"'],
  ])('where it must be: %j', (value, written) => {
    expect(quoteArgument(value)).toBe(written);
  });

  test('so that nginx reads the value again, whatever it is', () => {
    const part = fc.constantFrom(
      'a',
      '$',
      '{',
      '}',
      ';',
      '"',
      "'",
      '\\',
      '\n',
      '\t',
      ' ',
      '#',
      't',
      'é',
      '${x}',
      '(',
      ')',
    );
    const value = fc.oneof(
      fc.array(part).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(value, (wanted) => {
        expect(parseNginx('x', `set ${quoteArgument(wanted)};`)).toMatchObject({
          ok: true,
          value: [{ name: 'set', args: [{ value: wanted }] }],
        });
      }),
      { numRuns: 1000 },
    );
  });
});
