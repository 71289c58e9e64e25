import { describe, expect, test } from 'vitest';
import { planHost } from '../../src/playbook/plan-host.ts';
import { type HeldPlan, holdPlan, whyStale } from '../../src/run/held-plan.ts';
import { judge } from '../../src/run/look.ts';
import { crowd } from '../checks/crowd.ts';
import { answer, type Draft, hostFacts, stopFpm, UNIT } from '../checks/host.ts';
import { fix502 } from '../playbook/play.ts';

const look = (change?: (host: Draft) => void) => judge(hostFacts(change));

/** A plan that was made when a host was so. */
function held(change: (host: Draft) => void): HeldPlan {
  const then = look(change);
  const { facts, diagnosis } = then;
  const plan = planHost(fix502(), { host: 'web01', facts, diagnosis }, () => true);
  expect(plan.answered).not.toEqual([]);
  return holdPlan(plan, then);
}

/** So many requests in work, of which two wait. */
const full =
  (taken: number) =>
  (host: Draft): void => {
    crowd(host, {}, { taken, waiting: 2 });
    answer(host, 504);
  };

describe('a plan still fits a host', () => {
  test.each<[string, (host: Draft) => void, (host: Draft) => void]>([
    ['that is as it was', stopFpm, stopFpm],
    [
      'whose sites answer otherwise, as long as the finding stands',
      stopFpm,
      (host) => {
        stopFpm(host);
        answer(host, 504);
      },
    ],
    ['that would be given more by now than the plan gives it', full(1), full(2)],
  ])('%s', (_, then, now) => {
    expect(whyStale(held(then), look(now))).toEqual([]);
  });
});

describe('a plan is stale', () => {
  test('where its finding is gone', () => {
    expect(whyStale(held(stopFpm), look())).toMatchObject([
      { what: `finding fpm-stopped:${UNIT}`, found: 'it is gone' },
    ]);
  });

  test('where the name leads to another machine', () => {
    const other = (host: Draft): void => {
      stopFpm(host);
      host.identity.hostname = 'clone';
    };
    expect(whyStale(held(stopFpm), look(other))).toMatchObject([{ what: 'hostname', found: 'clone' }]);
  });

  test('where the finding has become the symptom of another', () => {
    const masked = (host: Draft): void => {
      stopFpm(host);
      for (const unit of host.units.filter(({ name }) => name === UNIT)) unit.load = 'masked';
    };
    const [difference] = whyStale(held(stopFpm), look(masked));
    expect(difference?.what).toMatch(/fpm-stopped/);
  });

  test('where the remedy would be much less now', () => {
    expect(whyStale(held(full(4)), look(full(1)))).toMatchObject([
      { what: expect.stringMatching(/^remedy of workers-exhausted:/) as string },
    ]);
  });

  test('where it tests by a command that no program of the host is tested by', () => {
    const { plan, ...rest } = held(stopFpm);
    const foreign = {
      ...plan,
      changes: plan.changes.map((change) =>
        change.kind === 'gate' ? { ...change, command: ['rm', '-rf', '/'] } : change,
      ),
    };
    const stale = whyStale({ ...rest, plan: foreign }, look(stopFpm));
    expect(stale.length).toBeGreaterThan(0);
    expect(new Set(stale.map(({ expected }) => expected))).toEqual(new Set(['rm -rf /']));
  });
});
