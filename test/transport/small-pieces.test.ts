import { describe, expect, test } from 'vitest';
import { boundedBytes } from '../../src/transport/bounded-bytes.ts';
import { countPrompts } from '../../src/transport/count-prompts.ts';
import { lineSplitter } from '../../src/transport/line-splitter.ts';
import { scanForMarker } from '../../src/transport/marker-scanner.ts';

// A host may say one byte at a time: what is made of it may then cost neither more memory nor more time.

const MOST = 300_000;
const letters = (text: string): Buffer[] => [...Buffer.from(text)].map((byte) => Buffer.from([byte]));

describe('bytes with a bound', () => {
  test('are the first ones, in however many pieces they come', () => {
    const kept = boundedBytes(10);
    expect(['abc', 'defghij', 'k', ''].map((text) => kept.add(Buffer.from(text)).toString())).toEqual([
      'abc',
      'defghij',
      '',
      '',
    ]);
    expect(kept.bytes().toString()).toBe('abcdefghij');
  });

  test('hold on to none of the packets that they came in', () => {
    const kept = boundedBytes(MOST);
    const before = process.memoryUsage();
    for (let count = 0; count < 20_000; count += 1) kept.add(Buffer.alloc(16_384).subarray(0, 1));
    const now = process.memoryUsage();
    expect(kept.bytes()).toHaveLength(20_000);
    expect(now.arrayBuffers - before.arrayBuffers).toBeLessThan(200 * 1024 * 1024);
  });
});

describe('prompts', () => {
  test.each([
    ['none', 'pass word:', 0],
    ['one among other words', 'lecture\npassword:', 1],
    ['two in a row', 'password:password:', 2],
    ['one cut short, then whole', 'passpassword:', 1],
  ])('are counted: %s', (_, said, times) => {
    const [whole, pieces] = [countPrompts('password:'), countPrompts('password:')];
    expect(whole(Buffer.from(said))).toBe(times);
    expect(letters(said).map(pieces).at(-1)).toBe(times);
  });
});

test('a stream of single bytes is gone through once', () => {
  const prompts = countPrompts('suture-password-0123456789abcdef0123456789abcdef:');
  const nothing = (): void => undefined;
  const scanner = scanForMarker('suture-0123456789abcdef', MOST, nothing, nothing);
  const split = lineSplitter(65_536, nothing);
  const began = performance.now();
  for (const piece of letters('x'.repeat(100_000))) {
    prompts(piece);
    scanner.push(piece);
    split(piece);
  }
  // A fifth of a second where nobody disturbs; minutes, were all looked through again for each byte.
  expect(performance.now() - began).toBeLessThan(20_000);
});
