import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/checks/finding.ts';
import type { Change } from '../../src/plan/change.ts';
import type { HostPlan } from '../../src/plan/plan.ts';
import { emptyReport } from '../../src/run/failed-report.ts';
import { plannedReport } from '../../src/run/planned-report.ts';

const finding = (rest: Partial<Finding> = {}): Finding => ({
  cause: 'fpm-stopped',
  severity: 'critical',
  subject: 'a.service',
  message: '',
  evidence: [],
  remedy: { step: 'service', level: 'guarded', summary: '', with: {} },
  whyNoRemedy: '',
  sites: [],
  because: [],
  ...rest,
});
const KEY = 'fpm-stopped:a.service';
const restart: Change = {
  id: 'c2',
  step: 'service',
  finding: KEY,
  kind: 'service',
  unit: 'a.service',
  verb: 'restart',
  expect: { active: 'active', enabled: 'enabled' },
};
const gate: Change = { id: 'c1', step: 'test_fpm', finding: null, kind: 'gate', command: ['true'] };
const nothing: HostPlan = { host: 'web01', changes: [], answered: [], refused: [], needsApproval: [] };

const report = (plan: Partial<HostPlan>, ...findings: readonly Finding[]) =>
  plannedReport({ ...emptyReport('web01', 'ok', 7), findings }, { ...nothing, ...plan });

describe('a host is', () => {
  test.each<[string, Partial<HostPlan>, readonly Finding[], string]>([
    ['ok where nothing is wrong', {}, [], 'ok'],
    ['ok where a notice is all there is', {}, [finding({ severity: 'notice' })], 'ok'],
    [
      'to be changed where something is planned',
      { changes: [gate, restart], answered: [KEY] },
      [finding()],
      'would-change',
    ],
    ['waiting where somebody must approve', { needsApproval: [KEY] }, [finding()], 'needs-approval'],
    [
      'refused where a step will not act',
      { refused: [{ step: 's', finding: KEY, why: 'no' }] },
      [finding()],
      'refused',
    ],
    ['refused where no step spoke to a finding', {}, [finding()], 'refused'],
  ])('%s', (_, plan, findings, status) => {
    expect(report(plan, ...findings).status).toBe(status);
  });
});

describe('gates alone', () => {
  test('change nothing, so there is nothing to apply', () => {
    expect(report({ changes: [gate] })).toMatchObject({ status: 'ok', changes: [{ kind: 'gate' }] });
  });
});

describe('what is left alone', () => {
  test('is every root cause that no step spoke to, in the words of its check where it has no remedy', () => {
    const mute = finding({ remedy: null, whyNoRemedy: 'it is masked' });
    expect(report({}, mute).refused).toEqual([{ finding: KEY, why: 'it is masked' }]);
    expect(report({}, finding()).refused).toEqual([{ finding: KEY, why: 'no step of this playbook answers it' }]);
  });

  test('is no symptom, no notice, and nothing that was answered, refused or waits', () => {
    expect(report({}, finding({ because: ['stale-socket:/run/a.sock'] })).refused).toEqual([]);
    expect(report({}, finding({ severity: 'notice' })).refused).toEqual([]);
    expect(report({ changes: [restart], answered: [KEY] }, finding()).refused).toEqual([]);
    expect(report({ needsApproval: [KEY] }, finding()).refused).toEqual([]);
    const refused = [{ step: 's', finding: KEY, why: 'no' }];
    expect(report({ refused }, finding()).refused).toEqual([{ finding: KEY, why: 'no' }]);
  });

  test('is not what one change answers together with another finding', () => {
    const other = finding({ subject: 'b.service' });
    const plan = { changes: [restart], answered: [KEY, 'fpm-stopped:b.service'] };
    expect(report(plan, finding(), other).refused).toEqual([]);
  });
});

test('a change is shown with its diff, without secrets and control characters', () => {
  const write: Change = {
    id: 'c1',
    step: 'set_listen_owner',
    finding: KEY,
    kind: 'write-file',
    path: '/etc/a.conf',
    expect: { sha256: 'aa', inode: 1, uid: 0, gid: 0, owner: 'root', group: 'root', mode: '0644' },
    before: 'env[DB_PASSWORD] = hunter2\nlisten.owner = root\n',
    after: 'env[DB_PASSWORD] = hunter2\nlisten.owner = www-data\n',
  };
  const [change] = report({ changes: [write], answered: [KEY] }, finding()).changes;
  expect(change).toMatchObject({
    id: 'c1',
    kind: 'write-file',
    step: 'set_listen_owner',
    finding: KEY,
    state: 'planned',
  });
  expect(change?.summary).toBe('write /etc/a.conf: line 2 `listen.owner = root` → `listen.owner = www-data`');
  expect(change?.diff).toContain('+listen.owner = www-data');
  expect(change?.diff).not.toContain('hunter2');
});
