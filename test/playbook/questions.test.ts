import { describe, expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { Question } from '../../src/facts/asked.ts';
import { jinja } from '../../src/inventory/jinja.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import { questionsOf } from '../../src/playbook/questions.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import { type Draft, hostFacts, killFpm } from '../checks/host.ts';
import { fix502 } from './play.ts';

const evaluation = {
  render: jinja(process.env),
  hostVars: { names: () => ['inventory_hostname'], valueOf: () => ok('web01'), overrides: () => false },
};

function asked(steps: string, change: (host: Draft) => void = () => undefined): readonly Question[] {
  const facts = hostFacts(change);
  const { plays } = parsePlaybook('p.yml', `- hosts: all\n  steps:\n${steps}`, {
    steps: allSteps,
    causes: new Set(['stale-socket']),
  });
  return questionsOf(
    plays.flatMap((each) => each.steps),
    { facts, diagnosis: diagnose(facts) },
    evaluation,
  );
}

const paths = (questions: readonly Question[]): readonly string[] =>
  questions.map((question) => ('path' in question ? question.path : question.argv.join(' ')));

describe('a host is asked', () => {
  test('nothing by the play that comes with Suture, whatever is wrong', () => {
    const facts = hostFacts(killFpm);
    expect(questionsOf(fix502(), { facts, diagnosis: diagnose(facts) }, null)).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    ['what a step needs', '    - line_in_file: { path: /etc/a, line: x }', ['/etc/a']],
    ['once, however many steps need it', '    - line_in_file: { path: /etc/a, line: x }\n'.repeat(2), ['/etc/a']],
    [
      'once for each item of a loop',
      '    - line_in_file: { path: "/etc/{{ item }}.{{ inventory_hostname }}", line: x }\n      loop: [a, b]',
      ['/etc/a.web01', '/etc/b.web01'],
    ],
    [
      'only where the conditions of the step hold',
      `    - line_in_file: { path: /etc/a, line: x }
      when: facts.pools | length > 5
    - line_in_file: { path: /etc/b, line: x }
      when: facts.pools | length == 1`,
      ['/etc/b'],
    ],
    [
      'what a handler needs, as it may be notified',
      `    - test_nginx:
  handlers:
    - name: H
      line_in_file: { path: /etc/h, line: x }`,
      ['/etc/h'],
    ],
    ['nothing by an expression that has no value', '    - line_in_file: { path: "/{{ nobody }}", line: x }', []],
  ])('%s', (_, steps, expected) => {
    expect(paths(asked(steps))).toEqual(expected);
  });

  test('for each finding of a cause, and not for a cause that it does not have', () => {
    const step = '    - cause: stale-socket\n      line_in_file: { path: "/etc/{{ finding.severity }}", line: x }';
    expect(paths(asked(step))).toEqual([]);
    expect(paths(asked(step, killFpm))).toEqual(['/etc/critical']);
  });
});
