import { describe, expect, test } from 'vitest';
import { isGlob, matchesGlob } from '../../src/formats/glob.ts';

describe('a pattern', () => {
  test.each([
    ['/a/*.conf', '/a/b.conf', true],
    ['/a/*.conf', '/a/.conf', false],
    ['/a/*', '/a/.hidden', false],
    ['/a/.*', '/a/.hidden', true],
    ['/a/*', '/a/b/c', false],
    ['/a/*/c', '/a/b/c', true],
    ['/a/?.conf', '/a/b.conf', true],
    ['/a/?.conf', '/a/bc.conf', false],
    ['/a/?', '/a/🐘', true],
    ['/a/[ab].conf', '/a/a.conf', true],
    ['/a/[!ab].conf', '/a/a.conf', false],
    ['/a/[^ab].conf', '/a/c.conf', true],
    ['/a/[0-9]*', '/a/10-php', true],
    ['/a/[0-9]*', '/a/x-php', false],
    ['/a/[]x]', '/a/]', true],
    ['/a/[a-]', '/a/-', true],
    ['/a/[', '/a/[', true],
    ['/a/\\*', '/a/*', true],
    ['/a/\\*', '/a/b', false],
    ['/a/*b*c', '/a/xbxbxc', true],
    ['/a/*b*c', '/a/xbxbx', false],
    ['/a/{b,c}', '/a/b', false],
    ['/a/**', '/a/b', true],
  ])('%s against %s: %s', (pattern, path, expected) => {
    expect(matchesGlob(pattern, path)).toBe(expected);
  });

  test('is told from a plain path by its wildcards', () => {
    expect(['/a/*', '/a/?', '/a/[b]', '/a/b', '/a/{b}'].map(isGlob)).toEqual([true, true, true, false, false]);
  });

  test('made to go astray comes to an end', () => {
    expect(matchesGlob(`/${'*a'.repeat(500)}`, `/${'a'.repeat(499)}b`)).toBe(false);
  });
});
