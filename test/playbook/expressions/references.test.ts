import { describe, expect, test } from 'vitest';
import { referencesIn } from '../../../src/playbook/expressions/references.ts';

const paths = (text: string, form: 'in-tags' | 'bare' = 'bare'): string =>
  referencesIn(text, form)
    .used.map(({ path }) => path.join('.'))
    .join(' ');

describe('an expression looks up', () => {
  test.each<[string, string]>([
    ['facts.nginx.version == "1.22.1"', 'facts.nginx.version'],
    ['workers | int > 2 and not done', 'workers done'],
    ['"facts.os" in tags', 'tags'],
    ["finding.with['unit']", 'finding.with'],
    ['facts.pools | map(attribute="name") | list | length > 1', 'facts.pools'],
    ['facts.os.name.startswith("Debian")', 'facts.os.name'],
    ['x is defined and x is not none and y is divisibleby(z)', 'x x y z'],
    ['range(3) | list == [1, 2]', ''],
    ['a if b else c', 'a b c'],
    ['{"a": b}.a', 'b'],
    ['limits.get(name)', 'limits name'],
  ])('%s', (text, expected) => {
    expect(paths(text)).toBe(expected);
  });
});

test('only what stands in tags is looked up, and not what a loop or a set gives its name', () => {
  expect(paths('facts: {% for p in facts.pools if p.name != skip %}{{ p.name }}{% endfor %}', 'in-tags')).toBe(
    'facts.pools skip',
  );
  expect(paths('{% set n = workers %}{{ n }}{# not.this #}', 'in-tags')).toBe('workers');
});

test('it says where each begins, and of which the text is prepared to miss', () => {
  const text = '{{ a.b | default(1) }} {{ c }}';
  const { used, guarded } = referencesIn(text, 'in-tags');
  expect(used.map(({ at }) => text.slice(at, at + 1))).toEqual(['a', 'c']);
  expect(guarded).toEqual(['a.b']);
  expect(referencesIn('x.y is defined and x.y.z', 'bare').guarded).toEqual(['x.y']);
});
