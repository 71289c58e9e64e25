import type { OpenHost, ReadSession } from '../transport/session.ts';
import { keepEvidence } from './evidence.ts';
import { emptyReport, sessionFailure } from './failed-report.ts';
import type { Fleet } from './fleet.ts';
import type { HostError, HostReport } from './host-report.ts';
import { look } from './look.ts';
import { onEachHost } from './on-each-host.ts';
import type { TakeBack } from './take-back-intent.ts';
import { previewBoth, undoBoth } from './undo-both.ts';
import { previewedReport, refusedByHost, undoneReport } from './undo-report.ts';

/** Takes a run back on every host of the fleet by the undo that each host keeps, and looks how each is then. */
export const takeBack = (fleet: Fleet, intent: TakeBack): Promise<readonly HostReport[]> =>
  intent.dry
    ? onEachHost(fleet, 'looks', (opened) => preview(intent, opened))
    : onEachHost(fleet, 'changes', (opened) => restore(fleet, intent, opened));

async function preview(intent: TakeBack, { host, reading }: OpenHost): Promise<HostReport> {
  const told = await previewBoth(reading, intent);
  if (!told.ok) return sessionFailure(host, told.error, 0);
  if ('reason' in told.value) return refusedByHost(host, told.value);
  return previewedReport(host, told.value, intent);
}

async function restore(fleet: Fleet, intent: TakeBack, { host, writing }: OpenHost): Promise<HostReport> {
  const unkept = await keepWhatIsSeen(fleet, intent, writing);
  if (unkept !== null) return { ...emptyReport(host, 'refused', 0), error: unkept };
  const told = await undoBoth(writing, intent);
  if (!told.ok) return sessionFailure(host, told.error, 0);
  const report = undoneReport(host, told.value.outcome, { ...intent, of: told.value.transaction });
  if (report.error !== null) return report;
  const seen = await look(writing, fleet);
  if (seen.ok) return { ...report, ...seen.value.view };
  const message = `everything was put back, but the host could not be looked at afterwards: ${seen.error.message}`;
  return { ...report, status: 'failed', error: { reason: 'rollback-unverified', message, hint: null } };
}

/** A host that can't be looked at is taken back all the same: the run may be what ails it. */
async function keepWhatIsSeen(fleet: Fleet, intent: TakeBack, session: ReadSession): Promise<HostError | null> {
  const lookedAt = new Date().toISOString();
  const seen = await look(session, fleet);
  return seen.ok ? keepEvidence(intent, { connection: session, look: seen.value, lookedAt }) : null;
}
