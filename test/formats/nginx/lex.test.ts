import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lex } from '../../../src/formats/nginx/lex.ts';
import { parseNginx } from '../../../src/formats/nginx/parse.ts';

const kinds = (text: string): readonly string[] => lex(text).tokens.map(({ kind, text: piece }) => `${kind} ${piece}`);

const words = (text: string): readonly string[] =>
  lex(text)
    .tokens.filter(({ kind }) => kind === 'word' || kind === 'quoted')
    .map((token) => token.text);

describe('a directive is cut where nginx cuts it', () => {
  test('into words, spaces, comments and marks', () => {
    expect(kinds('listen  80; # web\nhttp{}')).toEqual([
      'word listen',
      'space   ',
      'word 80',
      'semicolon ;',
      'space  ',
      'comment # web',
      'space \n',
      'word http',
      'open {',
      'close }',
    ]);
  });

  test.each([
    ['a#b', ['a#b']],
    ['a"b c"', ['a"b', 'c"']],
    ["it's", ["it's"]],
    ['g}h', ['g}h']],
    ['a;b', ['a', 'b']],
    ['a{b', ['a', 'b']],
    ['a\\;b', ['a\\;b']],
    ['a\\ b', ['a\\ b']],
    ['\\"a b"', ['\\"a', 'b"']],
    ['${a}b', ['${a}b']],
    ['a${b}c', ['a${b}c']],
    ['${{a', ['${{a']],
    ['$a{b', ['$a', 'b']],
    ['\\.php${', ['\\.php${']],
    ['$\\{a{b', ['$\\{a', 'b']],
    ['"a;b{c}#d" e', ['"a;b{c}#d"', 'e']],
    ['"a\\"b" c', ['"a\\"b"', 'c']],
    ["'a\"b' c", ["'a\"b'", 'c']],
    ['"a")b', ['"a"', ')b']],
    ['"a\nb"', ['"a\nb"']],
    ['\uFEFFuser x', ['\uFEFFuser', 'x']],
    ['a\r\nb', ['a', 'b']],
    ['a\u00a0b', ['a\u00a0b']],
  ])('%j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });
});

describe('what nginx cannot read ends the reading', () => {
  test.each([
    ['a "b', 'unterminated-quote', 2],
    ["a 'b\\'", 'unterminated-quote', 2],
    ['"a"b', 'unexpected-character', 3],
    ['"a"#b', 'unexpected-character', 3],
    ['"a"}', 'unexpected-character', 3],
    [`a ${'b'.repeat(4096)};`, 'too-long-parameter', 2],
    [`a ${'é'.repeat(2048)};`, 'too-long-parameter', 2],
    [`a "${'b'.repeat(4095)}";`, 'too-long-parameter', 2],
    [`#${'b'.repeat(4095)}\n`, 'too-long-parameter', 0],
    ['x_by_lua_block { "}', 'none', 0],
    ['x_by_lua_block { {} ', 'unterminated-lua-block', 16],
    ['x_by_lua_block { [[ } ]', 'unterminated-lua-block', 16],
  ])('%.20s: %s at %d', (text, code, offset) => {
    const { mistake } = lex(text);
    expect([mistake?.code ?? 'none', mistake?.offset ?? 0]).toEqual([code, offset]);
  });

  test.each([`a ${'b'.repeat(4095)};`, `a "${'b'.repeat(4094)}";`, `#${'b'.repeat(4094)}\n`, `#${'b'.repeat(4095)}`])(
    'but %.6s… still fits',
    (text) => {
      expect(lex(text).mistake).toBeNull();
    },
  );
});

describe('a block of Lua is one token', () => {
  test.each([
    ' a = "}" ',
    " a = '}' ",
    ' a = "\\"}" ',
    ' -- } \n',
    ' --[[ } ]] ',
    ' --[==[ } ]] } ]==] ',
    ' --[= } \n',
    ' a = [[ } ]] ',
    ' a = [=[ ]] } ]=] ',
    ' a = { b = { } } ',
    ' a[b[1]] = 2 ',
    // The module's lexer ends no string on another line: this quote is a character.
    " a = 'x\n b = '}' ",
    " -- don't\n",
  ])('%j', (body) => {
    const { tokens, mistake } = lex(`content_by_lua_block {${body}} done;`);
    expect(mistake).toBeNull();
    expect(tokens.filter(({ kind }) => kind === 'lua').map(({ text }) => text)).toEqual([body]);
  });

  test('whatever stands between its name and its brace', () => {
    expect(kinds('"set_by_lua_block" $x # }\n{ "}" }')).toContain('lua  "}" ');
  });

  test('and only where the directive says so', () => {
    expect(kinds('server { a; }').some((kind) => kind.startsWith('lua'))).toBe(false);
  });
});

const piece = fc.constantFrom(
  ...['server', 'a', '$b', '${', '"', "'", '\\', '{', '}', ';', '#', '(', ')', ' ', '\t', '\n', '\r\n', '\uFEFF', '\0'],
  ...['x_by_lua_block {', '--', '[[', ']]', '[=[', '🐘', '\uD800', '"quoted"', "'q' ", 'include x;'],
);

const anyText = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

describe('of any text at all', () => {
  test('the tokens, joined, are the text again, and each stands where its span says', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { tokens } = lex(text);
        expect(tokens.map((token) => token.text).join('')).toBe(text);
        let at = 0;
        for (const { span } of tokens) {
          expect(span.start).toBe(at);
          expect(span.end).toBeGreaterThan(span.start);
          at = span.end;
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('there is either a tree or a mistake with its place', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const result = parseNginx('x.conf', text);
        if (result.ok) return;
        expect(result.error.length).toBeGreaterThan(0);
        const lines = text.split('\n');
        for (const { place } of result.error) {
          expect(place?.file).toBe('x.conf');
          const line = lines[(place?.line ?? 0) - 1];
          expect(line).toBeDefined();
          expect(place?.column).toBeLessThanOrEqual((line?.length ?? 0) + 1);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['braces', 'a{'.repeat(50_000)],
    ['quotes in Lua', `x_by_lua_block {${"'\\".repeat(50_000)}`],
    ['semicolons', ';'.repeat(100_000)],
    ['backslashes', '\\'.repeat(100_001)],
  ])('reading comes to an end without a throw, be it a hundred thousand %s', (_, text) => {
    expect(parseNginx('x.conf', text).ok).toBe(false);
  });
});
