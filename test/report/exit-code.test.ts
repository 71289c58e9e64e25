import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/checks/finding.ts';
import { exitCodeOf } from '../../src/report/exit-code.ts';
import { emptyReport } from '../../src/run/failed-report.ts';
import type { HostReport, HostStatus, RunReport } from '../../src/run/host-report.ts';

const host = (status: HostStatus, reason: string | null = null, rest: Partial<HostReport> = {}): HostReport => ({
  ...emptyReport('web01', status, 1),
  error: reason === null ? null : { reason, message: reason, hint: null },
  ...rest,
});
const finding = (severity: Finding['severity']): Finding => ({
  cause: 'stale-socket',
  severity,
  subject: '/run/a.sock',
  message: '',
  evidence: [],
  remedy: null,
  whyNoRemedy: 'no',
  sites: [],
  because: [],
});
const code = (command: RunReport['command'], ...hosts: readonly HostReport[]): number =>
  exitCodeOf({ run: 'x', command, dry: false, elapsedMs: 1, hosts });

const left = { findings: [finding('critical')] };

describe('the exit code of check is', () => {
  test.each<[number, string, HostReport]>([
    [0, 'healthy', host('healthy')],
    [0, 'a notice', host('healthy', null, { findings: [finding('notice')] })],
    [3, 'a warning', host('unhealthy', null, { findings: [finding('warning')] })],
    [3, 'findings', host('unhealthy', null, left)],
    [5, 'unreachable', host('unreachable', 'connection-refused')],
    [4, 'failed', host('failed', 'become-refused')],
    [1, 'a bug', host('failed', 'internal')],
  ])('%i for %s', (expected, _, report) => {
    expect(code('check', report)).toBe(expected);
  });
});

/** The rows of the contract from the highest down, each with hosts that end so. */
const ROWS: readonly (readonly [number, readonly HostReport[]])[] = [
  [1, [host('failed', 'internal')]],
  [7, [host('failed', 'undo-failed'), host('failed', 'rollback-unverified')]],
  [4, [host('failed', 'become-refused'), host('failed', 'transaction-cut-short')]],
  [6, [host('rolled-back', 'verify-worse'), host('rolled-back', 'gate-failed')]],
  [5, [host('unreachable', 'connection-lost')]],
  [8, [host('refused', 'drifted'), host('refused', 'lock-held'), host('refused', 'not-approved')]],
  [3, [host('would-change'), host('needs-approval'), host('refused', null, left), host('changed', null, left)]],
  [0, [host('ok'), host('changed'), host('ok', null, { findings: [finding('notice')] })]],
];

describe('of several rows the highest wins', () => {
  const pairs = ROWS.flatMap(([high, highs], row) =>
    ROWS.slice(row).flatMap(([, lows]) => highs.flatMap((one) => lows.map((other) => [high, one, other] as const))),
  );
  test.each(pairs)('%i', (expected, one, other) => {
    expect(code('run', one, other)).toBe(expected);
    expect(code('run', other, one)).toBe(expected);
  });
});

describe('the exit code of rollback is', () => {
  test.each<[number, string, HostReport]>([
    [0, 'taken back', host('rolled-back')],
    [0, 'taken back, though what was wrong before is wrong again', host('rolled-back', null, left)],
    [0, 'nothing to take back', host('ok')],
    [3, 'what a dry run would take back', host('would-change')],
    [8, 'changed since by somebody else', host('refused', 'changed-since')],
    [7, 'an undo that failed', host('failed', 'undo-failed')],
    [7, 'an undo after which nobody could look', host('failed', 'rollback-unverified')],
    [5, 'a host that could not be reached', host('unreachable', 'no-route')],
  ])('%i for %s', (expected, _, report) => {
    expect(code('rollback', report)).toBe(expected);
  });
});

test.each<[number, string, HostReport]>([
  [8, 'a step of the play that would not act', host('refused', null, { refused: [{ finding: null, why: 'taken' }] })],
  [0, 'a test that had nothing to test', host('changed', null, { refused: [{ finding: null, why: 'no PHP-FPM' }] })],
  [
    3,
    'a finding that no step answers',
    host('refused', null, { ...left, refused: [{ finding: 'stale-socket:/run/a.sock', why: 'no' }] }),
  ],
])('it is %i for %s', (expected, _, report) => {
  expect(code('run', report)).toBe(expected);
});
