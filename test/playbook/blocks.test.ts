import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import { jinja } from '../../src/inventory/jinja.ts';
import { stepsOfBlocks, stepsProper } from '../../src/playbook/blocks.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import { planHost } from '../../src/playbook/plan-host.ts';
import type { PlayStep } from '../../src/playbook/playbook.ts';
import { freeNames } from '../../src/playbook/undefined-names.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import { hostFacts } from '../checks/host.ts';

const known = { steps: allSteps, causes: new Set<string>() };
const nginx = 'unit: nginx.service';

const PLAYS = `
- hosts: web
  always:
    - { name: a1, notify: h1, service: { ${nginx}, state: reloaded } }
  steps:
    - { name: s1, service: { ${nginx}, state: started } }
  on_failure:
    - { name: f1, service: { ${nginx}, state: started }, when: outcome == "failed" }
  handlers:
    - { name: h1, service: { ${nginx}, state: restarted } }
- hosts: all
  steps:
    - { name: s2, service: { ${nginx}, state: enabled } }
  on_failure:
    - { name: f2, service: { ${nginx}, state: enabled } }
`;

const steps = parsePlaybook('p.yml', PLAYS, known).plays.flatMap((play) => play.steps);
const namesOf = (some: readonly PlayStep[]): readonly string[] => some.map(({ name }) => name);

test('steps come without their blocks, and keep their handlers', () => {
  expect(namesOf(stepsProper(steps))).toEqual(['s1', 'h1', 's2']);
});

test('what failed in several plays is seen to first, then what is always done, then the handlers of both', () => {
  expect(namesOf(stepsOfBlocks(steps, ['on_failure', 'always']))).toEqual(['f1', 'f2', 'a1', 'h1']);
  expect(namesOf(stepsOfBlocks(steps, ['always']))).toEqual(['a1', 'h1']);
  expect(stepsOfBlocks(stepsProper(steps), ['on_failure', 'always'])).toEqual([]);
});

describe('`outcome` says how the steps have ended', () => {
  const planned = (outcome?: string) => {
    const facts = hostFacts();
    const hostVars = { names: () => [], overrides: () => false, valueOf: () => ({ ok: false, error: '' }) as const };
    const evaluation = { render: jinja({}), hostVars, ...(outcome === undefined ? {} : { outcome }) };
    const host = { host: 'web01', facts, diagnosis: diagnose(facts) };
    return planHost(stepsOfBlocks(steps, ['on_failure']), host, () => true, evaluation);
  };

  test('to the conditions of a block', () => {
    expect(planned('failed').stopped).toBe(undefined);
    expect(planned('rolled-back').stopped).toBe(undefined);
  });

  test('and elsewhere it is a name like any other', () => {
    expect(planned().stopped?.why).toContain('`outcome` is not defined');
    expect(freeNames(stepsOfBlocks(steps, ['on_failure']))).toEqual([]);
    const outside = '- hosts: all\n  steps:\n    - { when: outcome == "x", test_nginx: }\n';
    const [play] = parsePlaybook('p.yml', outside, known).plays;
    expect(freeNames(play?.steps ?? []).map(({ name }) => name)).toEqual(['outcome']);
  });
});

test.each<[string, string, RegExp]>([
  ['  on_failure: nothing\n', '3:15', /must be a list/],
  ['  always:\n    - servce: { unit: nginx }\n', '4:7', /there is no step `servce`/],
  ['  rescue: []\n', '3:3', /on_failure/],
  ['  always:\n    - rescue: []\n', '4:7', /on_failure/],
])('a mistake in a block is told at its place: %j', (block, place, words) => {
  let said = '';
  try {
    parsePlaybook('p.yml', `- hosts: all\n  steps: [test_nginx: ]\n${block}`, known);
  } catch (error) {
    said = error instanceof UserError ? error.message : '';
  }
  expect(said).toMatch(new RegExp(`^p\\.yml:${place}: `));
  expect(said).toMatch(words);
});
