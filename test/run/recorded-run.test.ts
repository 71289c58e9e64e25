import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { emptyReport } from '../../src/run/failed-report.ts';
import type { RunEvent } from '../../src/run/events.ts';
import type { ChangeView, HostReport, HostStatus } from '../../src/run/host-report.ts';
import { hostsNotDone, hostsToTakeBack, recordedRun } from '../../src/run/recorded-run.ts';

const started: RunEvent = {
  type: 'run-started',
  run: '20261121T074512Z-k3f9',
  at: '2026-11-21T07:45:12.000Z',
  command: 'run',
  who: 'me@here',
  playbook: 'fix-502.yml',
  of: null,
  hosts: ['web01'],
};
const change: ChangeView = {
  id: 'c1',
  kind: 'service',
  step: 'service',
  finding: null,
  summary: 'restart',
  diff: '',
  state: 'planned',
};
const report = (status: HostStatus, changes: readonly ChangeView[] = [change]): HostReport => ({
  ...emptyReport('web01', status, 1),
  changes,
});
const planned: RunEvent = { type: 'host-planned', host: 'web01', report: report('would-change') };
const changing: RunEvent = { type: 'host-changing', host: 'web01' };
const finished = (status: HostStatus): RunEvent => ({ type: 'host-finished', host: 'web01', report: report(status) });
const end: RunEvent = { type: 'run-finished', at: '2026-11-21T07:45:14.000Z', exitCode: 0 };

const read = (...events: readonly RunEvent[]) =>
  recordedRun(JSON.parse(JSON.stringify([started, ...events])) as readonly JsonObject[]);

test('a run is told by the last word on each host, and by its end', () => {
  const record = read(planned, changing, finished('changed'), end);
  expect(record?.started).toEqual(started);
  expect(record?.hosts.map(({ host, status }) => `${host} ${status}`)).toEqual(['web01 changed']);
  expect(record?.touched).toEqual(['web01']);
  expect(record?.finished).toEqual({ at: '2026-11-21T07:45:14.000Z', exitCode: 0 });
});

test('hosts are told of in the run’s own order, whichever was done first', () => {
  const both = { ...started, hosts: ['web01', 'web02'] };
  const second = { type: 'host-finished', host: 'web02', report: { ...report('ok'), host: 'web02' } };
  const record = recordedRun([both, second, finished('changed')] as unknown as readonly JsonObject[]);
  expect(record?.hosts.map(({ host }) => host)).toEqual(['web01', 'web02']);
});

test('a run without an end was killed', () => {
  expect(read(planned)?.finished).toBe(null);
});

test('lines that nobody knows are passed over', () => {
  const record = recordedRun([started, { type: 'made-up' }, { no: 'type' }] as unknown as readonly JsonObject[]);
  expect(record?.hosts).toEqual([]);
});

test.each<[string, readonly JsonObject[]]>([
  ['nothing at all', []],
  ['another beginning', [{ type: 'host-connected', host: 'web01' }]],
])('a journal with %s is no run', (_, lines) => {
  expect(recordedRun(lines)).toBe(null);
});

describe('what can be taken back is a host', () => {
  test.each<[string, readonly RunEvent[]]>([
    ['that was changed', [planned, changing, finished('changed'), end]],
    ['that was being changed when the runner was killed', [planned, changing]],
    ['that failed while it was changed', [planned, changing, finished('failed'), end]],
    ['that was lost while it was changed', [planned, changing, finished('unreachable'), end]],
  ])('%s', (_, events) => {
    expect(hostsToTakeBack(read(...events)!)).toEqual(['web01']);
  });
});

describe('what has nothing to be taken back is a host', () => {
  test.each<[string, readonly RunEvent[]]>([
    ['that was only planned when the runner was killed', [planned]],
    ['that undid by itself', [planned, changing, finished('rolled-back'), end]],
    ['whose plan was not approved', [planned, finished('refused'), end]],
    ['that refused before anything was written', [planned, changing, finished('refused'), end]],
    ['that could not be reached', [{ type: 'host-finished', host: 'web01', report: report('unreachable', []) }, end]],
    ['that is well', [{ type: 'host-finished', host: 'web01', report: report('ok', []) }, end]],
  ])('%s', (_, events) => {
    expect(hostsToTakeBack(read(...events)!)).toEqual([]);
  });
});

test.each<[HostStatus | null, boolean]>([
  ['ok', false],
  ['changed', false],
  ['rolled-back', true],
  ['failed', true],
  ['unreachable', true],
  ['refused', true],
  ['needs-approval', true],
  ['would-change', true],
  [null, true],
])('a host whose last word is %s is to be run again: %s', (status, again) => {
  const record = read(...(status === null ? [] : [planned, changing, finished(status)]));
  if (record === null) throw new Error('no run');
  expect(hostsNotDone(record)).toEqual(again ? ['web01'] : []);
});

test('a host that was put back, and on which blocks have done something since, can be taken back all the same', () => {
  const afterwards: RunEvent = { type: 'host-afterwards', host: 'web01' };
  const record = read(planned, changing, afterwards, finished('rolled-back'), end);
  expect(record?.afterwards).toEqual(['web01']);
  expect(record && hostsToTakeBack(record)).toEqual(['web01']);
});
