import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { examplesOf } from '../../src/formats/pcre/examples.ts';
import { matcherOf } from '../../src/formats/pcre/matcher.ts';
import { parsePattern } from '../../src/formats/pcre/parse.ts';

const matches = (pattern: string, text: string, caseless = false): boolean | null => {
  const node = parsePattern(pattern, caseless);
  const matcher = node === null ? null : matcherOf(node);
  return matcher === null ? null : matcher(text);
};

describe('what a pattern matches', () => {
  test.each<[string, string, boolean]>([
    ['\\.php$', '/index.php', true],
    ['\\.php$', '/index.php5', false],
    ['^/api/v\\d+/', '/api/v2/x', true],
    ['[^/]\\.php(/|$)', '/index.php/a', true],
    ['/\\.(?!well-known)', '/.git', true],
    ['/\\.(?!well-known)', '/.well-known/x', false],
    ['^((?U).+\\.php)(/?.+)$', '/a.php/b', true],
    ['(?<year>[0-9]{4})-(?P<m>\\d\\d)', '/2024-05', true],
    ['^/(?:a|b){2,3}$', '/abab', false],
    ['^/(?:a|b){2,3}$', '/aba', true],
    ['(?i)\\.PHP$', '/x.php', true],
    ['[]a]', ']', true],
    ['^/[\\w-]+$', '/a-b', true],
  ])('%s of %s: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test.each(['(?<!x)y', '(a)\\1', 'a++', '(?>a)', '\\bx', '(', 'a)', '[a', '*', 'a{500}', '\\p{L}', '[[:alpha:]]'])(
    'is not told of %s',
    (pattern) => {
      expect(matches(pattern, 'a')).toBeNull();
    },
  );

  test('is what JavaScript says, of patterns that both read alike', () => {
    const atom = fc.constantFrom('a', 'b', '/', '\\.', '.', '[ab]', '[^a]', '\\d', '\\w', '(?=a)', '(?!b)', '^', '$');
    const { pattern: patterns } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { depthSize: 'small' },
        atom,
        fc.tuple(tie('pattern'), tie('pattern')).map((parts) => parts.join('')),
        fc.tuple(tie('pattern'), tie('pattern')).map((parts) => `(?:${parts.join('|')})`),
        fc
          .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,2}?'))
          .map(([part, times]) => `(${part})${times}`),
      ),
    }));
    const text = fc.stringMatching(/^[ab/.0]{0,8}$/);
    fc.assert(
      fc.property(patterns, text, fc.boolean(), (pattern, each, caseless) => {
        expect(matches(pattern, each, caseless)).toBe(new RegExp(pattern, caseless ? 'i' : '').test(each));
      }),
      { numRuns: 2000 },
    );
  });

  test('is told at once, whatever the pattern', () => {
    const before = process.cpuUsage();
    expect(matches('^(a+)+$', `${'a'.repeat(4000)}b`)).toBe(false);
    expect(matches(`^${'(a?)'.repeat(90)}${'a'.repeat(90)}$`, 'a'.repeat(90))).toBe(true);
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });

  test('is not told of a pattern that grows without end', () => {
    expect(matches(`${'('.repeat(6)}a${'{90})'.repeat(6)}`, 'a')).toBeNull();
    expect(matches('('.repeat(5000), 'a')).toBeNull();
  });
});

test('examples of a pattern are matched by it', () => {
  for (const pattern of ['\\.php$', '^/api/v\\d+/(.*)$', '\\.(?:css|js)$', '^/(a|b)[0-9]{3}x?$', '^/x(/|$)']) {
    const node = parsePattern(pattern, false);
    const examples = node === null ? [] : examplesOf(node);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(new RegExp(pattern).test(example)).toBe(true);
  }
});
