import { describe as describeChange } from '../../src/plan/describe.ts';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import { jinja } from '../../src/inventory/jinja.ts';
import type { Json } from '../../src/base/json.ts';
import { ok } from '../../src/base/result.ts';
import type { HostPlan } from '../../src/plan/plan.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import { planHost } from '../../src/playbook/plan-host.ts';
import type { PlayStep } from '../../src/playbook/playbook.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import { type Draft, hostFacts, stopFpm } from '../checks/host.ts';

function stepsOf(entries: string): readonly PlayStep[] {
  const known = { steps: allSteps, causes: new Set(['fpm-stopped']) };
  return parsePlaybook('p.yml', `- hosts: all\n  steps:\n${entries}`, known).plays.flatMap(({ steps }) => steps);
}

function planned(entries: string, change?: (host: Draft) => void): HostPlan {
  const facts = hostFacts(change);
  const evaluation = {
    render: jinja({}),
    hostVars: { names: () => [], valueOf: () => ok<Json>(null), overrides: () => false },
  };
  return planHost(stepsOf(entries), { host: 'web01', facts, diagnosis: diagnose(facts) }, () => true, evaluation);
}

function said(entries: string): string {
  try {
    stepsOf(entries);
    return '';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

const check = 'http_check: { url: "http://127.0.0.1/" }';
const run = 'command: { cmd: "true", undo: "true" }';
const restart = 'service: { unit: nginx.service, state: restarted }';

describe('retries', () => {
  test('are those of what a step has the host do, five seconds apart', () => {
    const { changes } = planned(`    - ${run}\n      retries: 2\n    - ${check}\n      retries: 1\n      delay: 0\n`);
    expect(changes).toMatchObject([{ tries: { retries: 2, delay: 5 } }, { tries: { retries: 1, delay: 0 } }]);
    expect(changes.map(describeChange)[0]).toBe('run: /bin/sh -c true; undo: /bin/sh -c true (up to 3 times)');
  });

  test.each([
    [`    - ${restart}\n      retries: 2\n`, 'p.yml:4:16: `service` is not tried again: it would end the same way'],
    [`    - ${check}\n      retries: 21\n`, 'p.yml:4:16: `retries` must be a whole number from 1 to 20, not `21`'],
    [`    - ${check}\n      delay: 5\n`, 'p.yml:4:14: `delay` goes with `retries` or `until`'],
    [
      `    - ${check}\n      retries: 1\n      delay: soon\n`,
      'p.yml:5:14: `delay` must be a whole number from 0 to 60, not text',
    ],
    [`    - ${run}\n      timeout: 601\n`, 'p.yml:4:16: `timeout` must be a whole number from 1 to 600, not `601`'],
    [`    - ${check}\n      timeout: 5\n`, 'p.yml:3:7: `http_check` has a `timeout` of its own'],
    [`    - ${run}\n      until: "{{ facts }}"\n`, 'p.yml:4:14: `until` is an expression already'],
  ])('%j is a mistake', (entries, mistake) => expect(said(entries)).toContain(mistake));
});

describe('timeout', () => {
  test('bounds commands, services and tests', () => {
    const { changes } = planned(`    - ${run}\n      timeout: 7\n    - ${restart}\n      timeout: 8\n`);
    expect(changes.map((change) => ('seconds' in change ? change.seconds : null))).toEqual([7, 8, 8]);
  });

  test('of all together must not hold a host open for too long', () => {
    const long = `    - ${run}\n      timeout: 600\n`;
    expect(planned(long.repeat(3)).changes).toHaveLength(3);
    expect(planned(long.repeat(4))).toMatchObject({ changes: [], stopped: { reason: 'too-long' } });
  });
});

describe('until', () => {
  const entries = `    - ${restart}\n      until: facts.nginx.sound\n      retries: 7\n      delay: 1\n`;

  test('that holds changes nothing of the plan, and its retries are not the host’s', () => {
    expect(planned(entries).changes.map(({ kind }) => kind)).toEqual(['gate', 'service']);
    const { changes } = planned(`    - ${check}\n      until: true\n      retries: 7\n`);
    expect(changes[0]).not.toHaveProperty('tries');
  });

  test('that does not hold leaves the host alone, and says how often it may be looked at again', () => {
    const plan = planned(entries, (host) => (host.nginx.test = { passed: false, output: '' }));
    expect(plan).toMatchObject({
      changes: [],
      stopped: { reason: 'until', again: { retries: 7, delay: 1 }, why: '`facts.nginx.sound` never came to hold' },
    });
  });

  test('is not asked of a step that has no turn', () => {
    const never = `    - ${restart}\n      when: false\n      until: false\n    - ${check}\n      cause: fpm-stopped\n      until: false\n`;
    expect(planned(never).stopped).toBeUndefined();
    expect(planned(never, stopFpm).stopped).toMatchObject({ reason: 'until', again: { retries: 3, delay: 5 } });
  });
});
