import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import type { ChangeDraft } from '../../src/plan/change.ts';
import { plan, told, worldOf } from './world.ts';

const before: ChangeDraft = { kind: 'gate', command: ['true'] };

test.each<[JsonObject, string]>([
  [{ seconds: 5 }, 'wait: let 5 s pass'],
  [{ prompt: 'Is the load balancer drained?' }, 'question: Is the load balancer drained?'],
  [{}, 'stop: `seconds` must be a whole number from 1 to 60'],
  [{ seconds: 61 }, 'stop: `seconds` must be a whole number from 1 to 60'],
  [{ seconds: 5, prompt: 'a' }, 'stop: a pause is of so many seconds, or until a question is answered: give one'],
])('pause %j', (given, expected) => {
  expect(told(plan('pause', { ...worldOf(), planned: [before] }, given))).toEqual([expected]);
});

test('nothing is waited out where nothing was done', () => {
  expect(told(plan('pause', worldOf(), { seconds: 5 }))).toEqual(['unchanged: nothing is done before it']);
});
