import { describe, expect, test } from 'vitest';
import type { Finding, Severity } from '../../src/checks/finding.ts';
import { dropExplained, rootCausesFirst } from '../../src/checks/root-cause.ts';

const finding = (cause: string, because: readonly string[] = [], severity: Severity = 'critical'): Finding => ({
  cause,
  severity,
  subject: 's',
  message: '',
  evidence: [],
  remedy: null,
  whyNoRemedy: 'none',
  sites: [cause],
  because,
});

const order = ['a', 'b', 'c'];
const sorted = (findings: readonly Finding[]) => rootCausesFirst(findings, order).map(({ cause }) => cause);

describe('rootCausesFirst', () => {
  test('roots come before their symptoms, however far', () => {
    expect(sorted([finding('a', ['b:s']), finding('b', ['c:s']), finding('c')])).toEqual(['c', 'b', 'a']);
  });

  test('the worse comes before the less bad, then the causes’ own order counts', () => {
    expect(sorted([finding('a', [], 'warning'), finding('c'), finding('b')])).toEqual(['b', 'c', 'a']);
  });

  test('what was not found explains nothing', () => {
    expect(rootCausesFirst([finding('a', ['x:s', 'a:s'])], order)[0]?.because).toEqual([]);
  });

  test('a circle ends', () => {
    expect(sorted([finding('a', ['b:s']), finding('b', ['a:s'])])).toHaveLength(2);
  });
});

test('dropExplained keeps a mystery of which a warning speaks, and drops one that a critical finding explains', () => {
  const mystery = { ...finding('mystery'), sites: ['a'] };
  expect(dropExplained([finding('a'), mystery], 'mystery')).toHaveLength(1);
  expect(dropExplained([finding('a', [], 'warning'), mystery], 'mystery')).toHaveLength(2);
});
