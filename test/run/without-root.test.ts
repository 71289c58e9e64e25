import { describe, expect, test } from 'vitest';
import { unknown } from '../../src/facts/fact.ts';
import type { HostFacts } from '../../src/facts/host-facts.ts';
import { judged } from '../../src/run/check.ts';
import { emptyReport, sessionFailure } from '../../src/run/failed-report.ts';
import { judge } from '../../src/run/look.ts';
import { mayNotChange, orWithoutRoot } from '../../src/run/without-root.ts';
import { answer, type Draft, hostFacts, stopFpm } from '../checks/host.ts';

const unread = unknown('/var/log/nginx/error.log is not readable: needs root');

const asPlainUser = (change: (host: Draft) => void = () => undefined): HostFacts => {
  const facts = hostFacts((host) => {
    Object.assign(host.identity, { user: 'ops', root: false });
    change(host);
  });
  return { ...facts, logLines: unread };
};

describe('a look without root', () => {
  test('that finds nothing calls nobody healthy', () => {
    expect(judged('web01', judge(asPlainUser()), 7)).toMatchObject({
      status: 'failed',
      findings: [],
      error: {
        reason: 'needs-root',
        message: expect.stringMatching(
          /^looked without root: no cause was found, and \d+ checks could not be made$/,
        ) as string,
      },
    });
  });

  test('that finds something says it', () => {
    const sick = asPlainUser((host) => {
      stopFpm(host);
      answer(host, 502);
    });
    const report = judged('web01', judge(sick), 7);
    expect(report).toMatchObject({ status: 'unhealthy', error: null });
    expect(report.findings.map(({ cause }) => cause)).toContain('fpm-stopped');
  });

  test('that could make every check is as good as root’s', () => {
    const facts = hostFacts((host) => Object.assign(host.identity, { user: 'ops', root: false }));
    expect(judged('web01', judge(facts), 7).status).toBe('healthy');
  });

  test('lacks what root lacks as well, for another reason', () => {
    const facts = { ...hostFacts(), logLines: unknown('no journal') };
    expect(judged('web01', judge(facts), 7)).toMatchObject({ status: 'unknown', error: { reason: 'not-judged' } });
  });
});

test('only root may plan a change, so far as it is known who asks', () => {
  expect(mayNotChange(asPlainUser())).toMatchObject({
    reason: 'no-root',
    message: expect.stringContaining('ops') as string,
  });
  expect(mayNotChange(hostFacts())).toBeNull();
  expect(mayNotChange({ ...hostFacts(), identity: unknown('no id') })).toBeNull();
});

describe('a refusal to become root comes with the way to look without', () => {
  const hintOf = (reason: 'become-rule-missing' | 'auth-failed', hint: string | null): string | null =>
    orWithoutRoot(sessionFailure('web01', { reason, message: 'no', hint }, 7)).error?.hint ?? null;

  test.each([
    ['become-rule-missing', 'write a rule', 'write a rule; --no-become looks without root, and sees less'],
    ['become-rule-missing', null, '--no-become looks without root, and sees less'],
    ['auth-failed', 'bring a key', 'bring a key'],
  ] as const)('%s, %j', (reason, hint, told) => {
    expect(hintOf(reason, hint)).toBe(told);
  });

  test('and a report without an error stays as it is', () => {
    const report = emptyReport('web01', 'healthy', 7);
    expect(orWithoutRoot(report)).toBe(report);
  });
});
