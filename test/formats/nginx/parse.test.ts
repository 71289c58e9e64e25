import { describe, expect, test } from 'vitest';
import type { Directive } from '../../../src/formats/nginx/directive.ts';
import { parseNginx } from '../../../src/formats/nginx/parse.ts';

const tree = (text: string): readonly Directive[] => {
  const result = parseNginx('x.conf', text);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

describe('a directive', () => {
  const text = '# first\nhttp {\n\tlisten  "a \\"b\\"" c\\;d ;\r\n}\n';

  test('has name, arguments and places, each with the text it stands in', () => {
    const [http] = tree(text);
    expect(http).toMatchObject({ name: 'http', args: [], file: 'x.conf', line: 2, column: 1 });
    const [listen] = http?.children ?? [];
    expect(listen).toMatchObject({ name: 'listen', line: 3, column: 2, children: null });
    expect(listen?.args).toMatchObject([
      { value: 'a "b"', raw: '"a \\"b\\""', file: 'x.conf', line: 3, column: 10 },
      { value: 'c\\;d', raw: 'c\\;d', line: 3, column: 20 },
    ]);
    const slice = (piece: { span: { start: number; end: number } } | undefined) =>
      text.slice(piece?.span.start, piece?.span.end);
    expect(listen?.args.map(slice)).toEqual(['"a \\"b\\""', 'c\\;d']);
    expect(slice(listen)).toBe('listen  "a \\"b\\"" c\\;d ;');
    expect(slice(http)).toBe(text.slice(text.indexOf('http'), -1));
  });

  test('may have a quoted name, and a block of Lua has no children', () => {
    expect(tree('"http" { init_by_lua_block { a = {} } }')).toMatchObject([
      { name: 'http', children: [{ name: 'init_by_lua_block', children: [] }] },
    ]);
  });
});

describe('mistakes', () => {
  test.each([
    ['a', ['unexpected-end 1:2 "a" at line 1 has neither ";" nor a block']],
    ['a {', ['unexpected-end 1:4 the block "a" that opens at line 1 is not closed']],
    ['a { b }', ['unexpected-character 1:7 "b" at line 1 has no ";"']],
    ['a;\n}', ['unexpected-character 2:1 no block is open here']],
    [';', ['unexpected-character 1:1 ']],
    ['a { {} }', ['unexpected-character 1:5 ']],
    ['a { b }\nc;\n;', ['unexpected-character 1:7 "b" at line 1 has no ";"', 'unexpected-character 3:1 ']],
    ['a "b"c;', ['unexpected-character 1:6 write a space or ";" between them']],
  ])('of %j are all told, with what to look at', (text, expected) => {
    const result = parseNginx('x.conf', text);
    const told = result.ok ? [] : result.error;
    expect(told.map(({ code, place, hint }) => `${code} ${place?.line}:${place?.column} ${hint ?? ''}`)).toEqual(
      expected,
    );
  });

  test('are told up to a number that somebody may read', () => {
    const result = parseNginx('x.conf', ';'.repeat(1000));
    expect(result.ok ? 0 : result.error.length).toBe(20);
  });

  test('a hundred blocks inside one another are read, one more is not', () => {
    const nested = (depth: number) => 'a{'.repeat(depth) + '}'.repeat(depth);
    expect(parseNginx('x.conf', nested(100)).ok).toBe(true);
    expect(parseNginx('x.conf', nested(101))).toMatchObject({ ok: false, error: [{ code: 'too-deep' }] });
  });
});
