import { previewUndo } from '../apply/preview-undo.ts';
import { undo } from '../apply/settle.ts';
import type { Connection } from '../inventory/inventory.ts';
import type { OpenHost } from '../transport/session.ts';
import { clean } from './clean.ts';
import { emptyReport, internalFailure, interruptedReport, sessionFailure } from './failed-report.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import type { HostReport } from './host-report.ts';
import { look } from './look.ts';
import { stopwatch } from './stopwatch.ts';
import { previewedReport, refusedUndo, undoneReport } from './undo-report.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

/** What is taken back, and how. */
export interface TakeBack {
  /** The run to undo. */
  readonly of: string;
  /** True for `--check`: say what would be restored, and write nothing. */
  readonly dry: boolean;
  /** Restore files that somebody changed since, keeping their version aside. */
  readonly force: boolean;
}

/** Takes a run back on every host of the fleet by the undo that each host keeps, and looks how each is then. */
export async function takeBack(fleet: Fleet, intent: TakeBack): Promise<readonly HostReport[]> {
  return fanOut(
    fleet.connections,
    fleet.forks,
    async (connection) => {
      const elapsed = stopwatch();
      const blank = emptyReport(connection.host, 'failed', 0);
      const told = await takeBackHost(fleet, intent, connection).catch((error: unknown) =>
        internalFailure(blank, error),
      );
      const report = { ...clean(told), elapsedMs: elapsed() };
      await fleet.listen({ type: 'host-finished', host: connection.host, report });
      return report;
    },
    ({ host }, error) => internalFailure(emptyReport(host, 'failed', 0), error),
  );
}

async function takeBackHost(fleet: Fleet, intent: TakeBack, connection: Connection): Promise<HostReport> {
  const { host } = connection;
  const interrupted = interruptedReport(emptyReport(host, 'refused', 0));
  const opened = await unlessInterrupted(
    fleet.signal,
    () => fleet.open(connection),
    () => null,
  );
  if (opened === null) return interrupted;
  if (!opened.ok) return sessionFailure(host, opened.error, 0);
  try {
    await fleet.listen({ type: 'host-connected', host });
    if (intent.dry) return await preview(intent, opened.value);
    await fleet.listen({ type: 'host-changing', host });
    if (fleet.signal.aborted) return interrupted;
    return await restore(fleet, intent, opened.value);
  } finally {
    opened.value.close();
  }
}

async function preview({ of, force }: TakeBack, { host, reading }: OpenHost): Promise<HostReport> {
  const told = await previewUndo(reading, of);
  if (!told.ok) return sessionFailure(host, told.error, 0);
  if (told.value === null) return refusedUndo(host, 'not-root', 'only root can see what would be restored', null);
  return previewedReport(host, told.value, force);
}

async function restore(fleet: Fleet, { of, force }: TakeBack, { host, writing }: OpenHost): Promise<HostReport> {
  const told = await undo(writing, of, { force });
  if (!told.ok) return sessionFailure(host, told.error, 0);
  const report = undoneReport(of, host, told.value);
  if (report.error !== null) return report;
  const seen = await look(writing, fleet);
  if (seen.ok) return { ...report, ...seen.value.view };
  const message = `everything was put back, but the host could not be looked at afterwards: ${seen.error.message}`;
  return { ...report, status: 'failed', error: { reason: 'rollback-unverified', message, hint: null } };
}
