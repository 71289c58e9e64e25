import { describe, expect, test } from 'vitest';
import { readExtraVars } from '../../src/inventory/read-extra-vars.ts';

const read = (text: string) => readExtraVars({ file: '-e', text });

describe('what -e was given is read', () => {
  test.each<[string, object]>([
    ['key=value n=1', { key: 'value', n: '1' }],
    ['key="two words" other=x', { key: 'two words', other: 'x' }],
    ["key='it''s'", { key: "it''s" }],
    ['a=1\nb=2', { a: '1', b: '2' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=', { a: '' }],
    ['a={{ b | default("x y") }}', { a: '{{ b | default("x y") }}' }],
    [String.raw`a=one\ntwo b="say \"hi\""`, { a: 'one\ntwo', b: 'say "hi"' }],
    ['{"json": 1}', { json: 1 }],
    ['{yaml: [1, yes]}', { yaml: [1, true] }],
    ['yaml: x', { yaml: 'x' }],
    ['yaml:\n  deep: a=b', { yaml: { deep: 'a=b' } }],
    ['{}', {}],
    ['  ', {}],
  ])('%s', (text, vars) => {
    const { vars: found, mistakes } = read(text);
    expect(mistakes).toEqual([]);
    expect(Object.fromEntries([...found].map(([name, { value }]) => [name, value]))).toEqual(vars);
  });
});

describe('a mistake in it is told at its place in the text', () => {
  test.each<[string, number, string, RegExp]>([
    ['a=1 foo', 5, 'this is no `key=value`', /quotes/],
    ['./vars.yml', 1, 'this is no `key=value`', /-e @\.\/vars\.yml/],
    ['=x', 1, 'this is no `key=value`', /key=value/],
    ['a=1 b="x y', 7, 'what begins here is never closed', /^$/],
    ['a={{ b', 3, 'what begins here is never closed', /^$/],
    ['[1, 2]', 1, 'a file of variables is a mapping, not a list', /key/],
    ['{"a": 1, "a": 2}', 10, 'a', /^/],
  ])('%s', (text, column, message, hint) => {
    const [mistake] = read(text).mistakes;
    expect(mistake?.message).toContain(message);
    expect(mistake?.hint ?? '').toMatch(hint);
    expect(mistake?.place).toEqual({ file: '-e', line: 1, column });
  });
});

test('each value has its place, for what is said of it later', () => {
  expect(read('a=1 ansible_port=ssh').vars.get('ansible_port')?.place).toEqual({ file: '-e', line: 1, column: 18 });
});
