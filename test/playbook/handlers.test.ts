import { describe as inWords } from '../../src/plan/describe.ts';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { HostPlan } from '../../src/plan/plan.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import { planHost } from '../../src/playbook/plan-host.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import { hostFacts } from '../checks/host.ts';

const known = {
  steps: allSteps,
  causes: new Set(['fpm-stopped']),
};

function planned(play: string): HostPlan {
  const facts = hostFacts();
  const steps = parsePlaybook('p.yml', play, known).plays.flatMap((each) => each.steps);
  return planHost(steps, { host: 'web01', facts, diagnosis: diagnose(facts) }, () => true);
}

const play = (options: string, more = ''): string => `- hosts: all
  steps:
    - set_pool_option: { pool: www, options: { ${options} } }
      notify: Reload nginx
    - set_pool_option: { pool: www, options: { pm.max_requests: 500 } }
      notify: [Reload nginx]
    - test_nginx:
      notify: Restart nginx
${more}  handlers:
    - name: Reload nginx
      service: { unit: nginx.service, state: reloaded }
    - name: Restart nginx
      service: { unit: nginx.service, state: restarted }
`;

const summaries = ({ changes }: HostPlan): readonly string[] => changes.map(inWords);

describe('a handler', () => {
  test('is planned once, last, however many steps notify it; one that only a test has notified is not', () => {
    const changes = summaries(planned(play('pm.max_children: 9')));
    expect(changes.filter((summary) => summary.includes('nginx.service'))).toEqual(['reload nginx.service']);
    expect(changes.at(-1)).toBe('reload nginx.service');
  });

  test('is not planned where nothing has changed', () => {
    const same = `- hosts: all\n  steps:\n    - service: { unit: nginx.service, state: started }\n      notify: H\n  handlers:\n    - name: H\n      service: { unit: nginx.service, state: restarted }\n`;
    expect(planned(same).changes).toEqual([]);
  });

  test('without a name, or for a cause, is a mistake', () => {
    const wrong = play('a: 1').replace('- name: Restart nginx', '- cause: fpm-stopped');
    let said: readonly string[] = [];
    try {
      planned(wrong);
    } catch (error) {
      said = error instanceof UserError ? error.mistakes.map(({ message }) => message) : [];
    }
    expect(said).toEqual([
      'this play has no handler `Restart nginx`',
      'a handler needs a `name`, by which steps notify it',
      'a handler is planned when it is notified, not for a cause',
    ]);
  });
});

test('an assertion that fails after a step leaves the host as it is, handlers and all', () => {
  const more = '    - assert: { that: [] }\n';
  expect(planned(play('pm.max_children: 9', more))).toMatchObject({
    changes: [],
    stopped: { reason: 'assertion-failed', step: 'assert' },
  });
});
