import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNginx } from '../../../src/formats/nginx/parse.ts';
import { blockNumber, setDirective } from '../../../src/formats/nginx/set-directive.ts';

const set = (text: string, block = 0): string | null => setDirective(text, block, 'size', '16k');

describe('a directive is written', () => {
  test.each([
    ['on a line of its own below the last one', 'a {\n\tb c;\n}\n', 'a {\n\tb c;\n\tsize 16k;\n}\n'],
    [
      'behind a comment on that line',
      'a {\n  b c; # why\n  # more\n}\n',
      'a {\n  b c; # why\n  size 16k;\n  # more\n}\n',
    ],
    ['on the line of a block that has one line', 'a { b c; }', 'a { b c; size 16k; }'],
    ['into an empty block', 'a {}', 'a { size 16k; }'],
    ['below a block', 'a {\n  b {\n    c d;\n  }\n}\n', 'a {\n  b {\n    c d;\n  }\n  size 16k;\n}\n'],
    ['with the line breaks that are there', 'a {\r\n  b c;\r\n}\r\n', 'a {\r\n  b c;\r\n  size 16k;\r\n}\r\n'],
    ['in the place of its own arguments', 'a {\n  size  4k ; # small\n}\n', 'a {\n  size  16k ; # small\n}\n'],
    ['in the place of several', 'a { size 8 "4k"; }', 'a { size 16k; }'],
    ['as it is', 'a { size 16k; }', 'a { size 16k; }'],
    ['past a comment that has it', 'a {\n  # size 4k;\n  b c;\n}\n', 'a {\n  # size 4k;\n  b c;\n  size 16k;\n}\n'],
  ])('%s', (_, before, after) => {
    expect(set(before)).toBe(after);
  });

  test('into the inner block by its number, which an edit before it does not change', () => {
    const text = 'a { b c; d { e f; } d { e f; } }';
    const number = blockNumber(text, text.lastIndexOf('d {'));
    expect(number).toBe(2);
    const once = setDirective(text, 1, 'size', '4k') ?? '';
    expect(setDirective(once, number, 'size', '16k')).toBe('a { b c; d { e f; size 4k; } d { e f; size 16k; } }');
  });
});

describe('outside of all blocks a directive is written', () => {
  test.each([
    ['above the first block', 'user a;\n\nb {\n}\n', 'user a;\n\nsize 16k;\nb {\n}\n'],
    ['before a block on the same line', 'user a; b { c d; }', 'user a; size 16k; b { c d; }'],
    ['at the start of a file that begins with a block', 'b { c d; }\n', 'size 16k;\nb { c d; }\n'],
    ['at the end of a file without blocks', 'user a;', 'user a;\nsize 16k;\n'],
    ['into a file that is empty', '', 'size 16k;\n'],
    ['with the line breaks that are there', 'user a;\r\nb { c d; }\r\n', 'user a;\r\nsize 16k;\r\nb { c d; }\r\n'],
    [
      'in the place of its own arguments, whatever blocks have',
      'b { size 1; }\nsize 4k;\n',
      'b { size 1; }\nsize 16k;\n',
    ],
  ])('%s', (_, before, after) => {
    expect(setDirective(before, 'main', 'size', '16k')).toBe(after);
  });

  test.each([
    ['it is there twice', 'size 1; size 2; a { b c; }'],
    ['the text can not be read', 'a { b'],
  ])('not where %s', (_, text) => {
    expect(setDirective(text, 'main', 'size', '16k')).toBeNull();
  });
});

test.each([
  ['there is no such block', 'a b;'],
  ['the directive is there twice', 'a { size 1; size 2; }'],
  ['the text can not be read', 'a { b'],
])('nothing is written where %s', (_, text) => {
  expect(set(text)).toBeNull();
});

test('whatever the block holds, all of it stays, and only this directive is new', () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  const statement = fc.tuple(word, word).map(([name, value]) => `x${name} ${value};`);
  const gap = fc.constantFrom(' ', '\n', '\n\t', ' # note\n', '\r\n  ');
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, statement)), gap, (statements, last) => {
      const text = `a {${statements.map((pair) => pair.join('')).join('')}${last}}\n`;
      const written = set(text);
      const parsed = parseNginx('', written ?? '');
      if (written === null || !parsed.ok) throw new Error('it can not be read any more');
      const names = parsed.value[0]?.children?.map(({ name }) => name) ?? [];
      expect(names.filter((name) => name === 'size')).toEqual(['size']);
      const at = written.indexOf('size 16k;');
      const without = written.slice(0, at).replace(/\s*$/, '') + written.slice(at + 9);
      expect(without.replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
      expect(set(written)).toBe(written);
    }),
  );
});
