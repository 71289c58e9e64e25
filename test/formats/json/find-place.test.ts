import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findInJson } from '../../../src/formats/json/find-place.ts';

describe('a path leads to where its value begins', () => {
  test.each<[string, readonly string[], string]>([
    ['{ "a": 1 }', [], '{ "a": 1 }'],
    ['{ "a": 1, "b": [10, {"c": "x"}] }', ['b', '1', 'c'], '"x"}] }'],
    ['{ "a\\"b": true }', ['a"b'], 'true }'],
    ['[[], [1, 2]]', ['1', '1'], '2]]'],
    ['\n  {"a":\n  -1.5e3}', ['a'], '-1.5e3}'],
  ])('%j at %j', (text, path, rest) => {
    expect(findInJson(text, path)).toEqual({ kind: 'value', offset: text.length - rest.length });
  });

  test('or to what encloses it, where it is missing', () => {
    expect(findInJson('{ "a": { "b": 1 } }', ['a', 'c'])).toEqual({ kind: 'value', offset: 7 });
  });
});

describe('what is no JSON is broken at', () => {
  test.each<[string, string]>([
    ['', ''],
    ['{ "a": 1, }', '}'],
    ['{ "a": nothing }', 'nothing }'],
    ['{ "a" 1 }', '1 }'],
    ['{ a: 1 }', 'a: 1 }'],
    ['{ "a": 1', ''],
    ['{ "a": "x\n" }', '"x\n" }'],
    ['{} {}', '{}'],
    ['[01]', '1]'],
  ])('%j', (text, rest) => {
    expect(findInJson(text, [])).toEqual({ kind: 'broken', offset: text.length - rest.length });
  });
});

test('whatever JSON.parse takes is whole, and what it refuses is broken', () => {
  const texts = fc.oneof(
    fc.json(),
    fc.string(),
    fc.json().map((text) => text.slice(0, -1)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      let parses = true;
      try {
        JSON.parse(text);
      } catch {
        parses = false;
      }
      expect(findInJson(text, []).kind).toBe(parses ? 'value' : 'broken');
    }),
  );
});

test('nesting without end is refused, not followed', () => {
  expect(findInJson('['.repeat(1_000_000), []).kind).toBe('broken');
});
