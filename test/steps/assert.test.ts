import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { plan, told, worldOf } from './world.ts';

test.each<[JsonObject, string]>([
  [{ that: [true, true] }, 'unchanged: all of it holds'],
  [{ that: [true, false] }, 'stop: of its 2 conditions number 2 does not hold'],
  [{ that: [false] }, 'stop: its condition does not hold'],
  [{ that: [false], message: 'only on web hosts' }, 'stop: only on web hosts'],
  [{}, 'stop: no condition is given: write `that:`'],
])('assert %j', (given, expected) => {
  expect(told(plan('assert', worldOf(), given))).toEqual([expected]);
});
