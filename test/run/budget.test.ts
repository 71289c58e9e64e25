import { describe, expect, test } from 'vitest';
import type { HostStatus } from '../../src/run/host-report.ts';
import { createBudget } from '../../src/run/budget.ts';

/** Begins as many hosts as there are ends, then hears of these; how many ends it took until the budget was spent. */
function spentAfter(hosts: number, percentage: number | null, ends: readonly HostStatus[]): number | null {
  const budget = createBudget(null);
  budget.beginBatch(hosts, percentage);
  for (const [index, status] of ends.entries()) {
    budget.begun();
    budget.ended({ status });
    if (budget.whySpent() !== null) return index + 1;
  }
  return null;
}

describe('a batch', () => {
  test.each<[string, number, number | null, readonly HostStatus[], number | null]>([
    ['may reach its percentage', 10, 30, ['failed', 'failed', 'failed', 'changed'], null],
    ['may not exceed it', 10, 30, ['failed', 'changed', 'failed', 'failed', 'failed', 'changed'], 5],
    ['counts what was lost and what was rolled back', 3, 34, ['unreachable', 'rolled-back'], 2],
    ['of 0 percent bears nothing', 100, 0, ['changed', 'rolled-back'], 2],
    ['of which all went wrong is the last, whatever its percentage', 2, 100, ['failed', 'failed'], 2],
    ['without a percentage bears all but its whole', 3, null, ['failed', 'failed', 'failed'], 3],
    ['does not mind who was refused, or needed nothing', 2, 0, ['refused', 'ok', 'needs-approval', 'changed'], null],
  ])('%s', (_, hosts, percentage, ends, expected) => expect(spentAfter(hosts, percentage, ends)).toBe(expected));

  test('counts hosts that were lost before it began', () => {
    const budget = createBudget(null);
    budget.beginBatch(4, 25);
    budget.lost();
    expect(budget.whySpent()).toBeNull();
    budget.lost();
    expect(budget.whySpent()).toBe('2 of 4 hosts of a batch failed, were lost or were rolled back, more than 25 %');
  });

  test('that spent the budget is the last', () => {
    const budget = createBudget(null);
    budget.beginBatch(1, null);
    budget.ended({ status: 'rolled-back' });
    budget.beginBatch(9, null);
    expect(budget.whySpent()).toBe('1 of 1 hosts of a batch failed, were lost or were rolled back');
  });

  test('is counted anew', () => {
    const budget = createBudget(null);
    for (let batch = 0; batch < 5; batch += 1) {
      budget.beginBatch(4, 25);
      budget.ended({ status: 'failed' });
    }
    expect(budget.whySpent()).toBeNull();
  });
});

describe('an unattended run', () => {
  const run = (percentage: number, begun: number, ends: readonly HostStatus[]): string | null => {
    const budget = createBudget(percentage);
    for (let host = 0; host < begun; host += 1) budget.begun();
    for (const status of ends) budget.ended({ status });
    return budget.whySpent();
  };
  test.each<[string, number, number, readonly HostStatus[], boolean]>([
    ['bears one host that goes wrong', 25, 1, ['rolled-back'], false],
    ['does not bear two of two', 25, 2, ['rolled-back', 'failed'], true],
    ['judges by all that it has begun', 25, 8, ['rolled-back', 'failed'], false],
    ['stops once more than a quarter went wrong', 25, 8, ['rolled-back', 'failed', 'unreachable'], true],
    ['bears all where 100 percent are allowed', 100, 2, ['failed', 'failed'], false],
  ])('%s', (_, percentage, begun, ends, spent) => expect(run(percentage, begun, ends) !== null).toBe(spent));

  test('adds up over its batches', () => {
    const budget = createBudget(25);
    for (const status of ['rolled-back', 'changed', 'failed'] as const) {
      budget.beginBatch(4, null);
      budget.begun();
      budget.ended({ status });
    }
    expect(budget.whySpent()).toBe(
      '2 of 3 hosts that this run has begun to change failed, were lost or were rolled back, more than 25 %',
    );
  });
});
