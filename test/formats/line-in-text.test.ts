import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Insert, type LineRule, withLine } from '../../src/formats/line-in-text.ts';

const present = (line: string, rest: { readonly regexp?: RegExp; readonly insert?: Insert } = {}): LineRule => ({
  state: 'present',
  line,
  regexp: rest.regexp ?? null,
  insert: rest.insert ?? null,
});
const absent = (line: string | null, regexp: RegExp | null = null): LineRule => ({ state: 'absent', line, regexp });

describe('a text gets its line', () => {
  test.each<[string, string, LineRule, string]>([
    ['at its end', 'a\n', present('b'), 'a\nb\n'],
    ['in an empty text', '', present('b'), 'b\n'],
    ['after a last line that has no end', 'a', present('b'), 'a\nb\n'],
    ['nowhere, where it has it', 'b\na', present('b'), 'b\na'],
    ['in place of the last that matches', 'x=1\ny\nx=2\n', present('x=3', { regexp: /^x=/ }), 'x=1\ny\nx=3\n'],
    ['in place of a last line, which gets an end', 'a\nx=1', present('x=3', { regexp: /^x=/ }), 'a\nx=3\n'],
    ['in place of a line, which keeps its CRLF', 'a\r\nx=1\r\n', present('x=3', { regexp: /^x=\d$/ }), 'a\r\nx=3\r\n'],
    ['with the ending of the first line', 'a\r\nb\r\n', present('c'), 'a\r\nb\r\nc\r\n'],
    ['at its beginning', 'a\n', present('b', { insert: 'BOF' }), 'b\na\n'],
    ['after the last that matches', '[x]\na\n[x]\nb\n', insert('after', /^\[x\]$/), '[x]\na\n[x]\nNEW\nb\n'],
    ['before the last that matches', '[x]\na\n[x]\nb\n', insert('before', /^\[x\]$/), '[x]\na\nNEW\n[x]\nb\n'],
    ['at its end, where the place is not found', 'a\n', insert('after', /nowhere/), 'a\nNEW\n'],
    ['after a place that has no end', 'a\n[x]', insert('after', /^\[x\]$/), 'a\n[x]\nNEW\n'],
  ])('%s', (_, text, rule, expected) => {
    expect(withLine(text, rule)).toBe(expected);
    expect(withLine(expected, rule)).toBe(expected);
  });
});

function insert(side: 'after' | 'before', of: RegExp): LineRule {
  return present('NEW', { insert: { side, of } });
}

describe('a text loses', () => {
  test.each<[string, string, LineRule, string]>([
    ['every line of these words', 'a\nb\na', absent('a'), 'b\n'],
    ['every line that matches', 'a=1\r\nb\r\na=2\r\n', absent(null, /^a=\d$/), 'b\r\n'],
    ['nothing that only begins so', 'ab\n', absent('a'), 'ab\n'],
  ])('%s', (_, text, rule, expected) => {
    expect(withLine(text, rule)).toBe(expected);
    expect(withLine(expected, rule)).toBe(expected);
  });
});

describe("by Ansible's own lineinfile", () => {
  const line = fc.constantFrom('a', 'b', 'x=1', 'x=2', '', '# x');
  const regexp = fc.option(fc.constantFrom('^x=', 'a', '^$', 'x'), { nil: undefined });
  const place = fc.option(fc.constantFrom('BOF', 'EOF', '^x=', 'b', '^$'), { nil: undefined });
  const texts = fc
    .tuple(fc.array(line, { maxLength: 5 }), fc.constantFrom('', '\n'))
    .map(([lines, end]) => (lines.length === 0 ? '' : lines.join('\n') + end));
  const cases = fc.oneof(
    fc.record({ state: fc.constant('present' as const), text: texts, line, regexp, insertafter: place }),
    fc.record({ state: fc.constant('present' as const), text: texts, line, regexp, insertbefore: place }),
    fc.record({ state: fc.constant('absent' as const), text: texts, line, regexp: fc.constant(undefined) }),
    fc.record({ state: fc.constant('absent' as const), text: texts, line: fc.constant(undefined), regexp }),
  );

  test('every text comes out the same, but for the end of its last line', () => {
    const sample = fc.sample(cases, 400).filter((each) => each.line !== undefined || each.regexp !== undefined);
    const script = join(import.meta.dirname, 'lineinfile.py');
    const asked = spawnSync('/usr/bin/python3', [script], { input: JSON.stringify(sample), encoding: 'utf8' });
    expect(asked.stderr).toBe('');
    const theirs = JSON.parse(asked.stdout) as readonly string[];
    const ours = sample.map((each) => withLine(each.text, ruleOf(each)));
    const toSee = sample.map((each, index) => ({ ...each, ours: ours[index], theirs: theirs[index] }));
    const differ = toSee.filter((each) => each.ours?.replace(/\n$/, '') !== each.theirs?.replace(/\n$/, ''));
    expect(differ.filter((each) => !isGlued(each))).toEqual([]);
  });

  type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;

  /** Ansible 2.14 writes a line behind the last one where that has no end, into the same line. */
  const isGlued = (each: Case): boolean => 'insertafter' in each && !each.text.endsWith('\n');

  function ruleOf(each: Case): LineRule {
    const matching = each.regexp === undefined ? null : new RegExp(each.regexp);
    if (each.state === 'absent') return absent(each.line ?? null, matching);
    const [after, before] = [
      'insertafter' in each ? each.insertafter : undefined,
      'insertbefore' in each ? each.insertbefore : undefined,
    ];
    return {
      state: 'present',
      line: each.line,
      regexp: matching,
      insert: placeOf('after', after) ?? placeOf('before', before),
    };
  }

  const placeOf = (side: 'after' | 'before', words: string | undefined): Insert | null =>
    words === undefined ? null : words === 'BOF' || words === 'EOF' ? words : { side, of: new RegExp(words) };
});
