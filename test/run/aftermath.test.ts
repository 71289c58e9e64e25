import { describe, expect, test } from 'vitest';
import { stillOpen, stillThere } from '../../src/run/aftermath.ts';
import { emptyReport } from '../../src/run/failed-report.ts';
import type { HostStatus } from '../../src/run/host-report.ts';
import type { RecordedRun } from '../../src/run/recorded-run.ts';

const RUN = '20261121T074512Z-k3f9';

function record(
  command: RecordedRun['started']['command'],
  statuses: Readonly<Record<string, HostStatus>>,
  { of = null, begun = [] }: { of?: string | null; begun?: readonly string[] } = {},
): RecordedRun {
  const hosts = Object.keys(statuses);
  const run = of === null && begun.length === 0 ? RUN : '20261121T090000Z-late';
  return {
    started: { type: 'run-started', run, at: '', command, who: 'me@here', playbook: null, of, hosts },
    hosts: Object.entries(statuses).map(([host, status]) => emptyReport(host, status, 1)),
    touched: hosts,
    begun,
    afterwards: [],
    finished: { at: '', exitCode: 0 },
  };
}

const run = record('run', { web01: 'changed', web02: 'failed', web03: 'rolled-back', web04: 'would-change' });

describe('what a run did is still there', () => {
  test.each<[string, readonly RecordedRun[], readonly string[]]>([
    ['on all hosts that it changed or may have', [], ['web01', 'web02', 'web04']],
    ['but where it was taken back', [record('rollback', { web01: 'rolled-back' }, { of: RUN })], ['web02', 'web04']],
    ['but where it turned out to be undone', [record('undo', { web02: 'ok' }, { of: RUN })], ['web01', 'web04']],
    [
      'where taking it back was refused',
      [record('rollback', { web01: 'refused' }, { of: RUN })],
      ['web01', 'web02', 'web04'],
    ],
    [
      'where it was confirmed by hand',
      [record('confirm', { web02: 'changed' }, { of: RUN })],
      ['web01', 'web02', 'web04'],
    ],
    [
      'where another run was taken back',
      [record('rollback', { web01: 'rolled-back' }, { of: 'other' })],
      ['web01', 'web02', 'web04'],
    ],
  ])('%s', (_, later, hosts) => {
    expect(stillThere(run, later)).toEqual(hosts);
  });
});

describe('what a run left is still open', () => {
  test.each<[string, readonly RecordedRun[], readonly string[]]>([
    ['on hosts that failed and on those whose end nobody saw', [], ['web02', 'web04']],
    ['but where it was confirmed by hand', [record('confirm', { web02: 'changed' }, { of: RUN })], ['web04']],
    [
      'but where it was undone',
      [record('undo', { web02: 'rolled-back', web04: 'unreachable' }, { of: RUN })],
      ['web04'],
    ],
    ['but where a later run got the lock', [record('run', { web04: 'changed' }, { begun: ['web04'] })], ['web02']],
  ])('%s', (_, later, hosts) => {
    expect(stillOpen(run, later)).toEqual(hosts);
  });

  test('on a host of which nothing was heard after changing began', () => {
    expect(stillOpen({ ...run, hosts: [], touched: ['web09'] }, [])).toEqual(['web09']);
  });
});
