import { expect, test } from 'vitest';
import type { ChangeDraft } from '../../src/plan/change.ts';
import { ownSeconds } from '../../src/plan/duration.ts';
import { planOf } from '../apply/plans.ts';

const gate: ChangeDraft = { kind: 'gate', command: ['true'] };
const wait: ChangeDraft = { kind: 'wait', for: { kind: 'time' }, seconds: 30 };
const service: ChangeDraft = {
  kind: 'service',
  unit: 'a.service',
  verb: 'restart',
  expect: { active: 'active', enabled: 'enabled' },
};

test.each<[string, readonly ChangeDraft[], number]>([
  ['what every plan does', [gate, service], 0],
  ['waits', [wait, wait], 60],
  ['a wait that is tried again', [{ ...wait, tries: { retries: 2, delay: 5 } }], 100],
  ['a test that is tried again', [{ ...gate, tries: { retries: 2, delay: 5 } }], 130],
  [
    'a service and a test with more time than usual',
    [
      { ...service, seconds: 100 },
      { ...gate, seconds: 70 },
    ],
    20,
  ],
  [
    'a service and a test with less',
    [
      { ...service, seconds: 10 },
      { ...gate, seconds: 5 },
    ],
    0,
  ],
])('%s', (_, drafts, seconds) => expect(ownSeconds(planOf(drafts))).toBe(seconds));
