import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fpmBoolean, readValue } from '../../../src/formats/fpm/value.ts';
import { writeValue } from '../../../src/formats/fpm/write-value.ts';

const read = (text: string) => readValue(text, 0, text.length);

describe('readValue', () => {
  // Each row was put to PHP 8.2's `php-fpm -tt`.
  test.each([
    ['/run/php/$pool.sock ; comment', '/run/php/$pool.sock'],
    ["'a b'", 'a b'],
    ["'a'b", 'ab'],
    ["x'y'", 'xy'],
    ['a"b c"d', 'ab cd'],
    [String.raw`"a\"b\\c\'d\ne"`, String.raw`a"b\c\'d\ne`],
    ['x y   z  ', 'x y   z'],
    [`a 'b' "c" d`, 'a bcd'],
    ['"x" junk', 'xjunk'],
    [`'a' 'b'`, 'a b'],
    ['"a" . "b"', 'a.b'],
    ['a # b', 'a # b'],
    ['a;b', 'a'],
    ['"a;b"', 'a;b'],
    ["it's", 'it'],
    ['"a=b"', 'a=b'],
    ['5$', '5$'],
    ['a$;b', 'a$;b'],
    ['${HOME}/x', '${HOME}/x'],
    ['a\\b', 'a\\b'],
    ['[::]:9000', '[::]:9000'],
    ['yes', '1'],
    ['On ; x', '1'],
    ['none', ''],
    ['null', ''],
    ["'yes'", 'yes'],
    ['yesx', 'yesx'],
    ['no-one', 'no-one'],
    ['""', ''],
    ['', ''],
  ])('reads %s as %j', (text, value) => {
    expect(read(text)).toMatchObject({ value, wrong: null });
  });

  test.each(['a=b', '"open', 'yes please', 'x yes', '${open'])('says what is wrong with %s', (text) => {
    expect(read(text).wrong).not.toBeNull();
  });

  test('spans the raw text, without blanks and comment', () => {
    expect(read('  "a b"  ; c').span).toEqual({ start: 2, end: 7 });
  });
});

describe('writeValue', () => {
  test.each([
    ['/run/php/$pool.sock', '/run/php/$pool.sock'],
    ['127.0.0.1:9000', '127.0.0.1:9000'],
    ['a b', '"a b"'],
    ['a;b', '"a;b"'],
    ['a"b\\', String.raw`"a\"b\\"`],
    ['${x}', `""'\${'"x}"`],
    ['yes', 'yes'],
    ['', ''],
  ])('writes %j as %s', (value, text) => expect(writeValue(value)).toBe(text));

  test.each(['a\nb', 'a\rb', 'a\0'])('throws on %j', (value) => {
    expect(() => writeValue(value)).toThrow('cannot hold');
  });

  test('is read back as it was, whatever it is', () => {
    const char = fc.constantFrom(
      ...[
        'a',
        'b',
        ' ',
        ';',
        '"',
        "'",
        '\\',
        '$',
        '{',
        '}',
        '=',
        '[',
        ']',
        '#',
        '/',
        '.',
        '-',
        '|',
        '&',
        '!',
        '~',
        '\t',
      ],
      ...['yes', '${'],
    );
    const value = fc.array(char).map((parts) => parts.join(''));
    fc.assert(
      fc.property(value, (text) => {
        fc.pre(fpmBoolean(text) === null && text !== 'null');
        expect(read(writeValue(text))).toMatchObject({ value: text, wrong: null });
      }),
    );
  });
});

describe('fpmBoolean', () => {
  test.each([
    ['1', true],
    ['Yes', true],
    ['', false],
    ['0', false],
    ['off', false],
    ['maybe', null],
  ])('%j is %j', (value, expected) => expect(fpmBoolean(value)).toBe(expected));
});
