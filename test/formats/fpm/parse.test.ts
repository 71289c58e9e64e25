import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFpm } from '../../../src/formats/fpm/parse.ts';

const optionsOf = (text: string) =>
  parseFpm('www.conf', text).sections.flatMap(({ name, options }) =>
    options.map(({ key, value }) => [name, key, value]),
  );

describe('parseFpm', () => {
  test('reads sections with their options in order, each in its place', () => {
    const text = '; pools\n[www]\nlisten = "/run/$pool.sock" ; here\n\n  PM.Max_Children=5\n';
    const [section] = parseFpm('/etc/www.conf', text).sections;
    expect(section).toEqual({
      name: 'www',
      place: { file: '/etc/www.conf', line: 2, column: 1 },
      options: [
        {
          key: 'listen',
          value: '/run/$pool.sock',
          line: 3,
          column: 10,
          span: { start: 23, end: 40 },
          raw: '"/run/$pool.sock"',
        },
        { key: 'pm.max_children', value: '5', line: 5, column: 19, span: { start: 67, end: 68 }, raw: '5' },
      ],
    });
  });

  // Each row was put to PHP 8.2's `php-fpm -tt`.
  test.each([
    ['an index as it is written', '[w]\nenv[Path] = x', [['w', 'env[Path]', 'x']]],
    ['a blank before the bracket', '[w]\nenv [A] = x', [['w', 'env[A]', 'x']]],
    ['a quoted index', '[w]\nenv["A]"] = x', [['w', 'env[A]]', 'x']]],
    ['an index with a blank at its end', '[w]\nenv[ F ] = x', [['w', 'env[F ]', 'x']]],
    ['an option behind its header', '[w] slowlog=/x', [['w', 'slowlog', '/x']]],
    ['a comment behind a header', '[w];c\nuser=a', [['w', 'user', 'a']]],
    ['a quoted name', '["w"]\nuser=a', [['w', 'user', 'a']]],
    ['blanks in a name', '[ w ]\nuser=a', [[' w ', 'user', 'a']]],
    ['CRLF', '[w]\r\nuser = a\r\n', [['w', 'user', 'a']]],
    [
      'a lone CR as a line break',
      '[w]\nuser=a\ruser=b',
      [
        ['w', 'user', 'a'],
        ['w', 'user', 'b'],
      ],
    ],
    ['a byte order mark', '\uFEFF[w]\nuser=a', [['w', 'user', 'a']]],
    ['no value', '[w]\nlisten.acl_users =\n', [['w', 'listen.acl_users', '']]],
    ['what precedes any header', 'user=a\n', [[null, 'user', 'a']]],
  ])('reads %s', (_what, text, expected) => {
    expect(optionsOf(text)).toEqual(expected);
    expect(parseFpm('f', text).mistakes).toEqual([]);
  });

  test('keeps includes apart, and leaves open to whom the options after one belong', () => {
    const file = parseFpm('f', '[global]\npid=/p\ninclude = /etc/php/*.conf\nuser=a\n');
    expect(file.includes.map(({ value }) => value)).toEqual(['/etc/php/*.conf']);
    expect(file.sections.map(({ name, options }) => [name, options.length])).toEqual([
      ['global', 1],
      [null, 1],
    ]);
  });

  test.each([
    ['[www', '2:1'],
    [' [www]', '2:2'],
    ["[a'b]", '2:1'],
    ['listen', '2:1'],
    ['listen : x', '2:1'],
    ['listen = a=b', '2:10'],
    ['env[] = x', '2:1'],
    ['env[A]x = y', '2:1'],
    ['"listen" = x', '2:1'],
    ['user = "open', '2:8'],
  ])('names the place of the mistake in %s and reads on', (line, place) => {
    const file = parseFpm('f', `[www]\n${line}\nuser = b\n`);
    expect(file.mistakes.map((mistake) => `${mistake.place?.line}:${mistake.place?.column}`)).toEqual([place]);
    expect(file.sections.flatMap(({ options }) => options).at(-1)?.value).toBe('b');
  });

  test('never throws, and its spans hold what they say', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      'www',
      'env',
      '=',
      '"',
      "'",
      ';',
      ' ',
      '\n',
      '\r',
      '\\',
      '$',
      '{',
      '\t',
      'yes',
      '\uFEFF',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        for (const { options } of parseFpm('f', text).sections) {
          for (const { raw, span, line, column } of options) {
            expect(text.slice(span.start, span.end)).toBe(raw);
            expect(
              text
                .split('\n')
                .slice(0, line - 1)
                .join('\n').length +
                (line > 1 ? 1 : 0) +
                column -
                1,
            ).toBe(span.start);
          }
        }
      }),
    );
  });
});
