import type { Drift } from '../apply/transaction/event.ts';
import { clean } from './clean.ts';
import type { Difference, HostReport } from './host-report.ts';

/** A host on which a plan isn't applied, because what it rests on has changed since it was made. */
export function staleReport(report: HostReport, differences: readonly Difference[]): HostReport {
  const told = differences.map(({ what, expected, found }) => `${what}: expected ${expected}; found ${found}`);
  const message = `the host has changed since this was planned. ${told.join('. ')}`;
  const error = { reason: 'stale-plan', message, hint: 'nothing was changed; plan again' };
  const changes = report.changes.map((change) => ({ ...change, state: 'skipped' as const }));
  return clean({ ...report, status: 'refused', changes, error, differences });
}

/** A target's drift in the words of the report. */
export function driftDifference({ changes }: HostReport, { change, what, expected, found }: Drift): Difference {
  const summary = changes.find(({ id }) => id === change)?.summary;
  const name = summary === undefined ? change : `${change} (${summary})`;
  return { what: `${what} at ${name}`, expected, found };
}
