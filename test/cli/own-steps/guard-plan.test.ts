import { describe, expect, test } from 'vitest';
import { guardAsks } from '../../../src/cli/own-steps/guard-asks.ts';
import { guardPlan } from '../../../src/cli/own-steps/guard-plan.ts';
import type { StepOutcome } from '../../../src/steps/define-step.ts';
import { worldOf } from '../../steps/world.ts';

const planned = (returned: unknown): StepOutcome =>
  guardPlan('mine', 'steps/mine.mjs', () => returned)({ world: worldOf(), finding: null, with: {} });

const reload = {
  kind: 'service',
  unit: 'nginx.service',
  verb: 'reload',
  expect: { active: 'active', enabled: 'enabled' },
};
const folder = { kind: 'make-directory', path: '/run/x', owner: 'root', group: 'root', mode: '0755' };

test.each<[StepOutcome]>([
  [{ kind: 'unchanged', why: 'it is so' }],
  [{ kind: 'refused', why: 'there is no pool' }],
  [{ kind: 'stop', why: 'not on this host' }],
  [{ kind: 'changes', changes: [] }],
  [{ kind: 'changes', changes: [reload, folder] as never }],
])('what is well-formed is handed on as it is: %j', (outcome) => expect(planned(outcome)).toEqual(outcome));

test('the words that older steps have for a change are left out', () => {
  const worded = { kind: 'changes', changes: [{ ...reload, summary: 'nothing of note' }] };
  expect(planned(worded)).toEqual({ kind: 'changes', changes: [reload] });
});

describe('what is returned in another shape stops the host, and says why:', () => {
  const changes = (...drafts: readonly unknown[]) => ({ kind: 'changes', changes: drafts });
  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /must be what `changes\(\)`/],
    ['a text', 'unchanged', /must be what `changes\(\)`/],
    ['an outcome of another kind', { kind: 'done' }, /must be what `changes\(\)`/],
    ['no reason', { kind: 'refused' }, /has in `why`/],
    ['a promise', Promise.resolve({ kind: 'unchanged', why: '' }), /is a promise; a step plans at once/],
    ['changes that are no list', { kind: 'changes', changes: reload }, /must be a list/],
    ['a change of another kind', changes(reload, { ...reload, kind: 'shell' }), /wrong in change 2: has in `kind`/],
    ['a change that lacks something', changes({ ...reload, unit: undefined }), /change 1: has in `unit`/],
    ['a change that has too much', changes({ ...reload, after: 'x' }), /change 1: has in `after`/],
    ['a unit that is no unit', changes({ ...reload, unit: '--force' }), /change 1: "--force" is no name of a unit/],
    ['a path that is not absolute', changes({ ...folder, path: '../x' }), /"\.\.\/x" is no absolute path/],
    ['a change that is none', changes(null), /change 1: it is no object/],
  ])('%s', (_, returned, why) => {
    const outcome = planned(returned);
    expect(outcome).toMatchObject({ kind: 'stop', reason: 'step-failed' });
    expect(outcome.kind === 'stop' && outcome.why).toMatch(why);
    expect(outcome.kind === 'stop' && outcome.why).toMatch(/^steps\/mine\.mjs: what `plan` returned /);
  });
});

test('what is thrown stops the host, and says what it was', () => {
  const plan = guardPlan('mine', 'steps/mine.mjs', () => {
    throw new TypeError('world.fact is undefined');
  });
  expect(plan({ world: worldOf(), finding: null, with: {} })).toEqual({
    kind: 'stop',
    reason: 'step-failed',
    why: 'steps/mine.mjs: `plan` threw TypeError: world.fact is undefined',
  });
});

describe('what a step asks is checked as well, and told when it is planned:', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['a question of another kind', () => [{ kind: 'command', path: '/x' }], /mine\.mjs: what `asks` returned is wrong/],
    ['a path that is not absolute', () => [{ kind: 'file', path: 'x' }], /must be an absolute path/],
    ['no list', () => null, /must be a list of questions/],
    ['something thrown', () => (null as never as { x: 1 }).x, /`asks` threw TypeError/],
  ])('%s', (_, asks, why) => {
    const plan = guardPlan(
      'mine',
      'steps/mine.mjs',
      () => ({ kind: 'unchanged', why: '' }),
      guardAsks('steps/mine.mjs', asks),
    );
    const outcome = plan({ world: worldOf(), finding: null, with: {} });
    expect(outcome).toMatchObject({ kind: 'stop', reason: 'step-failed' });
    expect(outcome.kind === 'stop' && outcome.why).toMatch(why);
  });

  test('what is well-formed is handed on', () => {
    const questions = [{ kind: 'file', path: '/etc/hosts' }];
    expect(guardAsks('steps/mine.mjs', () => questions)({})).toEqual({ ok: true, value: questions });
  });
});
