import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { convertTree } from '../../../src/formats/yaml/convert.ts';
import type { YamlNode } from '../../../src/formats/yaml/node.ts';
import { parsePlainTree } from '../../../src/formats/yaml/plain-tree.ts';

/** What the whole parser makes of a text; null where it has a mistake. */
function whole(text: string): YamlNode | null {
  const parsed = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  const mistakes: string[] = [...parsed.errors.map(({ message }) => message)];
  if (mistakes.length > 0) return null;
  const root = convertTree(parsed.contents, (_, code) => mistakes.push(code), String);
  return mistakes.length > 0 ? null : root;
}

/** Where a value that is left out stands is nobody's business. */
const comparable = (node: YamlNode | null): unknown =>
  JSON.parse(JSON.stringify(node), (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'value' in value && value.value === null
      ? { ...value, offset: 0 }
      : value,
  );

describe('a text of plain words', () => {
  test.each([
    'a: 1',
    'all:\n  hosts:\n    web[01:50]:\n    2001:db8::1: { ansible_port: 22, x: y }\n  vars:\n    no: yes\n    n: 0644\n',
    '---\n# comment\na: "b c"  # why\nb: \'d\'\n\nc:   \n',
    'a: b c, d [e] {f} "g"\n10: x\nurl: http://x/y?z=1\n',
  ])('%j is read as the whole parser reads it', (text) => {
    const plain = parsePlainTree(text);
    expect(plain).not.toBeNull();
    expect(comparable(plain)).toEqual(comparable(whole(text)));
  });

  test.each([
    '',
    '# only',
    'a',
    '- a',
    'a: b\n  c: d',
    'a:\n  b: 1\n c: 2',
    'a: 1\na: 2',
    'a: { b: 1, b: 2 }',
    'a: &x 1',
    'a: b: c',
    'a: [1]',
    'a:\n\tb: 1',
    'a: 1\r\nb: 2',
    'a: |\n  x',
    'a: "b" c',
    'a: {{ x }}',
    'a: !vault x',
  ])('%j is left to the whole parser', (text) => expect(parsePlainTree(text)).toBeNull());

  test('is never read otherwise than by the whole parser', () => {
    const key = fc.constantFrom('a', 'b', 'web01', 'x.y', '10', 'no', 'w[1:3]', 'fe80::1', '_k', 'a-b', 'a:b', 'ü');
    const value = fc.oneof(
      fc.constantFrom(
        '',
        '',
        '',
        '1',
        '0x1f',
        '1:30',
        'yes',
        '~',
        '"q r"',
        "'it'",
        "'it''s'",
        '"a\\n"',
        '{ a: b }',
        '{}',
      ),
      fc.constantFrom(
        '{a: 1, b: -}',
        '{ a: 1,}',
        '{a: b c}',
        '- x',
        '-x',
        '? y',
        'a: b',
        'a:',
        'a #c',
        'a#c',
        '#',
        '.',
        '..',
      ),
      fc.constantFrom(
        '{ a: 1:2 }',
        '{ x: /y/z, b: 1.5 }',
        '@x',
        '%x',
        '*x',
        '=',
        '<<',
        'a, b',
        'x]',
        '[',
        '---',
        '...',
        '{a: .}',
      ),
      fc.string({ unit: fc.constantFrom(...Array.from('ab1 :#-"\'{},.')), maxLength: 8 }),
    );
    const line = fc.tuple(
      fc.constantFrom(0, 0, 2, 2, 4, 1),
      key,
      fc.constantFrom(': ', ':  ', ':', ' : '),
      value,
      fc.constantFrom('', '', ' ', ' # c'),
    );
    const text = fc
      .array(line, { minLength: 1, maxLength: 7 })
      .map((lines) =>
        lines.map(([indent, name, colon, each, end]) => `${' '.repeat(indent)}${name}${colon}${each}${end}`).join('\n'),
      );
    fc.assert(
      fc.property(text, (each) => {
        const plain = parsePlainTree(each);
        if (plain !== null) expect(comparable(plain)).toEqual(comparable(whole(each)));
      }),
      { numRuns: 5000 },
    );
  });
});
