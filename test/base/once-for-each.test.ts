import { expect, test } from 'vitest';
import { onceForEach } from '../../src/base/once-for-each.ts';

test('works once for each object, not for each that looks the same, and also where the answer is undefined', () => {
  const seen: object[] = [];
  const work = onceForEach((source: { readonly name: string }) => void seen.push(source));
  const [one, twin] = [{ name: 'a' }, { name: 'a' }];
  for (const source of [one, one, twin, one, twin]) work(source);
  expect(seen).toEqual([one, twin]);
  expect(seen[1]).toBe(twin);
});
