import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replaceSpans } from '../../../src/formats/nginx/replace-spans.ts';

const edit = (start: number, end: number, text: string) => ({ span: { start, end }, text });

describe('replacing spans', () => {
  test.each([
    ['nothing', [], 'abcdef'],
    ['one', [edit(1, 3, 'X')], 'aXdef'],
    ['two that touch', [edit(1, 3, 'X'), edit(3, 4, 'YY')], 'aXYYef'],
    ['an empty one, which inserts', [edit(0, 0, '<'), edit(6, 6, '>')], '<abcdef>'],
    ['all', [edit(0, 6, '')], ''],
  ])('of %s', (_, edits, value) => {
    expect(replaceSpans('abcdef', edits)).toEqual({ ok: true, value });
  });

  test.each([
    ['out of order', [edit(3, 4, ''), edit(1, 2, '')], 'not-sorted', 1],
    ['one over the other', [edit(1, 4, ''), edit(3, 5, '')], 'not-sorted', 1],
    ['behind the end', [edit(5, 7, '')], 'out-of-range', 0],
    ['before the start', [edit(-1, 2, '')], 'out-of-range', 0],
    ['backwards', [edit(3, 2, '')], 'out-of-range', 0],
    ['no number', [edit(Number.NaN, 2, '')], 'out-of-range', 0],
  ])('is refused: %s', (_, edits, reason, index) => {
    expect(replaceSpans('abcdef', edits)).toEqual({ ok: false, error: { reason, edit: index } });
  });

  test('leaves every other character as it was', () => {
    const cuts = fc
      .uniqueArray(fc.nat(50), { minLength: 2, maxLength: 2 })
      .map(([a = 0, b = 0]) => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(
      fc.property(fc.string({ minLength: 51 }), cuts, fc.string(), (text, [start = 0, end = 0], replacement) => {
        const result = replaceSpans(text, [edit(start, end, replacement)]);
        expect(result).toEqual({ ok: true, value: text.slice(0, start) + replacement + text.slice(end) });
      }),
    );
  });
});
