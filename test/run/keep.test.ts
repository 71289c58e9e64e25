import { expect, test } from 'vitest';
import type { ConfirmOutcome } from '../../src/apply/settlement/outcome.ts';
import { exitCodeOf } from '../../src/report/exit-code.ts';
import { keptReport } from '../../src/run/keep.ts';

const RUN = '20261121T074512Z-k3f9';

test.each<[string, ConfirmOutcome, string, string | null, number]>([
  ['was open', { kind: 'confirmed' }, 'changed', null, 0],
  ['is confirmed already', { kind: 'already-confirmed' }, 'ok', null, 0],
  ['the host has undone', { kind: 'already-undone' }, 'refused', 'already-undone', 8],
  ['the host never saw', { kind: 'nothing-open', state: 'none' }, 'refused', 'no-transaction', 8],
  ['could not be undone', { kind: 'nothing-open', state: 'undo-failed' }, 'refused', 'not-applied', 8],
  [
    'only root may settle',
    { kind: 'refused', reason: 'no-root', why: 'only root can settle a run' },
    'refused',
    'not-root',
    8,
  ],
])('confirming by hand a run that %s', (_, outcome, status, reason, exitCode) => {
  const report = keptReport(RUN, 'web01', outcome);
  expect({ status: report.status, reason: report.error?.reason ?? null }).toEqual({ status, reason });
  expect(exitCodeOf({ run: RUN, command: 'confirm', dry: false, elapsedMs: 1, hosts: [report] })).toBe(exitCode);
});
