import { describe, expect, test } from 'vitest';
import { matchingName } from '../../../src/formats/nginx/matching-name.ts';

describe('a name that a pattern matches', () => {
  test.each([
    '^www\\d+\\.example\\.com$',
    '^(?<sub>[^.]+)\\.example\\.com$',
    '^(?P<user>[a-z0-9-]{3,20})\\.users\\.example$',
    '^(www\\.)?(?<domain>.+)$',
    '^(?:shop|store)[_-]?\\d*\\.example\\.(com|net)$',
    '\\.example\\.com$',
    '^example\\.',
    '.*',
    '^\\w+\\.(?<tenant>[^.\\d]+)\\.app$',
    "^(?'quoted'x+)\\.example$",
    '^[^a-y]\\.example$',
  ])('is made of %s', (pattern) => {
    const name = matchingName(pattern);
    expect(name).toMatch(/^[a-z0-9._-]+$/);
    const here = pattern.replaceAll('?P<', '?<').replaceAll("?'quoted'", '?<quoted>');
    expect(name).toMatch(new RegExp(here, 'i'));
  });

  test.each([
    '^(?!www)',
    '(a)\\1',
    '^a(b',
    'a)b',
    '[',
    '\\p{L}',
    '^$',
    '(?<=x)a',
    '('.repeat(400),
    'a{99}{99}{99}',
    'é',
  ])('is not made of %s', (pattern) => {
    expect(matchingName(pattern)).toBeNull();
  });

  test('is found in no time, whatever the pattern', () => {
    const start = performance.now();
    for (const pattern of ['(a+)+$', '(x{20}){20}', `${'(a|b)*'.repeat(80)}$`, '[^a]'.repeat(120)])
      matchingName(pattern);
    expect(performance.now() - start).toBeLessThan(200);
  });
});
