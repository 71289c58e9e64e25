import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapPrinted } from '../../src/inventory/printed-tags.ts';

const marked = (template: string): string => wrapPrinted(template, (code) => `<${code}>`);

test.each([
  ['a {{ b }} c', 'a {{ < b > }} c'],
  ['{{- b -}}', '{{- < b > -}}'],
  ["{{ {'a': {'b': 1}}}}", "{{ < {'a': {'b': 1}}> }}"],
  ['{{ \'}}\' ~ "}}" }}', '{{ < \'}}\' ~ "}}" > }}'],
  ['{% raw %}{{ b }}{% endraw %}{{ c }}', '{% raw %}{{ b }}{% endraw %}{{ < c > }}'],
  ['{# {{ b }} #}{% if b %}{{ c }}{% endif %}', '{# {{ b }} #}{% if b %}{{ < c > }}{% endif %}'],
  ['{{ b', '{{ b'],
  ["{{ 'b }}", "{{ < 'b > }}"],
])('%s', (template, expected) => expect(marked(template)).toBe(expected));

test('whatever a template is, nothing but the wrapping is added', () => {
  const piece = fc.constantFrom(
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#}',
    '{',
    '}',
    ' raw ',
    ' endraw ',
    '"',
    "'",
    '\\',
    'a',
    '-',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const template = pieces.join('');
      const plain = (text: string): string => text.replaceAll(/\s/g, '');
      expect(plain(wrapPrinted(template, (code) => code))).toBe(plain(template));
    }),
  );
});
