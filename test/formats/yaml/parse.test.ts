import { describe, expect, test } from 'vitest';
import { showMistake } from '../../../src/base/user-error.ts';
import { toJson, valueAt } from '../../../src/formats/yaml/node.ts';
import { parseYamlDocument } from '../../../src/formats/yaml/parse.ts';

const said = (text: string): readonly string[] => parseYamlDocument('f.yml', text).mistakes.map(showMistake);
const data = (text: string) => {
  const { root } = parseYamlDocument('f.yml', text);
  return root && toJson(root);
};

describe('a document', () => {
  test('knows the place of each node', () => {
    const document = parseYamlDocument('f.yml', 'a:\n  b: [1,\n    two]\n');
    const list = valueAt(valueAt(document.root!, 'a')!, 'b');
    expect(document.placeOf(list!)).toEqual({ file: 'f.yml', line: 2, column: 6 });
    expect(list?.kind === 'list' && document.placeOf(list.items[1]!)).toEqual({ file: 'f.yml', line: 3, column: 5 });
  });

  test('knows places in a file with Windows line ends', () => {
    const document = parseYamlDocument('f.yml', 'a: 1\r\nb: 2\r\n');
    expect(document.placeOf(valueAt(document.root!, 'b')!)).toEqual({ file: 'f.yml', line: 2, column: 4 });
  });

  test.each([
    ['', null],
    ['# nothing\n', null],
    ['a: yes\nb: "yes"', { a: true, b: 'yes' }],
    ['a: &x { b: 1, c: 2 }\nd: { <<: *x, c: 3 }', { a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
    [
      'a: &x { b: 1 }\nc: &y { b: 2, d: 4 }\ne: { <<: [*x, *y] }',
      { a: { b: 1 }, c: { b: 2, d: 4 }, e: { b: 1, d: 4 } },
    ],
    ['no: 1\n10: 2\nyes: 3', { no: 1, '10': 2, yes: 3 }],
    ['a: !!str 10\nb: !!int "10"\nc: ! 10', { a: '10', b: 10, c: '10' }],
    [
      'a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3130',
      { a: { __ansible_vault: '$ANSIBLE_VAULT;1.1;AES256\n3130\n' } },
    ],
  ])('%j', (text, value) => {
    expect(said(text)).toEqual([]);
    expect(data(text)).toEqual(value);
  });

  test('a key named __proto__ is a key like any other', () => {
    expect(JSON.stringify(data('__proto__: { polluted: 1 }'))).toBe('{"__proto__":{"polluted":1}}');
    expect('polluted' in {}).toBe(false);
  });
});

describe('what is wrong is said with place and hint', () => {
  const alike = 'indent the entries of one level alike, and put a value that contains `: ` in quotes';
  test.each([
    ['a:\n\tb: 1\n', ['f.yml:2:1: a tab indents this line\n  hint: indent with spaces only: two for each level']],
    ['a: b: c', [`f.yml:1:4: a mapping begins where a value has already begun\n  hint: ${alike}`]],
    ['a:\n  b: 1\n c: 2\n', [`f.yml:3:1: this line is not indented as its neighbours are\n  hint: ${alike}`]],
    ['- a\nb: 1\n', [`f.yml:2:1: something follows a value that has ended\n  hint: ${alike}`]],
    ['a: [1,2\nb: 3', ['f.yml:2:1: a ] is missing before this line\n  hint: write ] at the end']],
    ["x: 'a\ny: 'b'\n", ["f.yml:1:6: a value that began with ' is not closed\n  hint: write ' at its end"]],
    ['a: "x\n', ['f.yml:2:1: a value that began with " is not closed\n  hint: write " at its end']],
    ['a: @x\n', ['f.yml:1:4: a value may not start with `@`\n  hint: put the value in quotes']],
    [
      'a:1\nb: 2',
      [
        'f.yml:1:1: a key is not followed by `: `\n  hint: write `:` and a space after a key, and close every quote above',
      ],
    ],
    [
      '--- 1\n--- 2\n',
      ['f.yml:2:1: a second document starts here\n  hint: keep one document in a file: remove this `---`'],
    ],
    [
      'hosts: *web\n',
      ["f.yml:1:8: no anchor above is named `web`\n  hint: put it in quotes if it is meant as text: '*web'"],
    ],
    ['a: &web 1\nb: *wbe', ['f.yml:2:4: no anchor above is named `wbe`\n  hint: did you mean `web`?']],
    ['a: &a [*a]', ['f.yml:1:8: the alias `*a` stands inside its own anchor']],
    [
      'a: {{ b }}',
      [
        'f.yml:1:5: a key must be a word, not a mapping\n  hint: put a value that starts with `{` or `[` in quotes: "{{ … }}"',
      ],
    ],
    ['a: !ruby 1', ['f.yml:1:10: the tag `!ruby` is not known\n  hint: leave the tag out, or put the value in quotes']],
    ['a: { <<: 1 }', ['f.yml:1:10: `<<` takes a mapping, or a list of mappings']],
    [
      'a: 1\nb: { c: 1, c: 2 }\na: 3',
      [
        'f.yml:2:12: `c` is here twice: first at f.yml:2:6\n  hint: keep one of the two; the keys of one mapping must differ',
        'f.yml:3:1: `a` is here twice: first at f.yml:1:1\n  hint: keep one of the two; the keys of one mapping must differ',
      ],
    ],
  ])('%j', (text, mistakes) => expect(said(text)).toEqual(mistakes));

  test('aliases of aliases are bounded, at once', () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const item = level === 0 ? 'x' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array.from({ length: 10 }, () => item).join(', ')}]`;
    });
    expect(said(levels.join('\n'))[0]).toBe('f.yml:7:9: aliases make this more than 2000000 values');
  });

  test('nesting without end is a mistake, not a crash', () => {
    expect(said('['.repeat(50_000))[0]).toContain(
      'this is nested too deeply\n  hint: close the brackets that are open here',
    );
  });

  test('a tab in an indent is named even where the parser stumbles over something else', () => {
    expect(said('- a: 1\n\tb: 2')).toEqual([
      'f.yml:2:1: a tab indents this line\n  hint: indent with spaces only: two for each level',
    ]);
  });
});
