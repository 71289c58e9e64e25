import { describe, expect, test } from 'vitest';
import { readOnce } from '../../src/formats/read-once.ts';

const counted = () => {
  const reads: string[] = [];
  const reader = readOnce((path, text) => {
    reads.push(path);
    return { path, text };
  });
  return { reads, reader };
};

describe('a reader that reads once', () => {
  test('gives the answer again for the same path and text', () => {
    const { reads, reader } = counted();
    expect(reader('/a', 'x')).toBe(reader('/a', 'x'));
    expect(reads).toEqual(['/a']);
  });

  test.each([
    ['another text', '/a', 'x', '/a', 'y'],
    ['another path', '/a', 'x', '/b', 'x'],
    ['a path that goes on where the text began', '/a', 'bx', '/ab', 'x'],
  ])('reads %s anew', (_, path, text, otherPath, otherText) => {
    const { reader } = counted();
    reader(path, text);
    expect(reader(otherPath, otherText)).toEqual({ path: otherPath, text: otherText });
  });

  test('forgets what has not come back for longest, so that a large fleet cannot fill the memory', () => {
    const { reads, reader } = counted();
    reader('/wanted', '');
    for (let file = 0; file < 150; file += 1) {
      reader(`/${file}`, '');
      reader('/wanted', '');
    }
    reader('/0', '');
    expect(reads.filter((path) => path === '/wanted')).toHaveLength(1);
    expect(reads.filter((path) => path === '/0')).toHaveLength(2);
  });

  test('does not keep a large file', () => {
    const { reads, reader } = counted();
    const large = 'x'.repeat(100_000);
    reader('/a', large);
    reader('/a', large);
    expect(reads).toHaveLength(2);
  });
});
