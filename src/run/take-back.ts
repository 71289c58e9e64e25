import { previewUndo } from '../apply/preview-undo.ts';
import { undo } from '../apply/settle.ts';
import type { OpenHost } from '../transport/session.ts';
import { sessionFailure } from './failed-report.ts';
import type { Fleet } from './fleet.ts';
import type { HostReport } from './host-report.ts';
import { look } from './look.ts';
import { onEachHost } from './on-each-host.ts';
import type { TakeBack } from './take-back-intent.ts';
import { previewedReport, refusedUndo, undoneReport } from './undo-report.ts';

/** Takes a run back on every host of the fleet by the undo that each host keeps, and looks how each is then. */
export const takeBack = (fleet: Fleet, intent: TakeBack): Promise<readonly HostReport[]> =>
  intent.dry
    ? onEachHost(fleet, 'looks', (opened) => preview(intent, opened))
    : onEachHost(fleet, 'changes', (opened) => restore(fleet, intent, opened));

async function preview(intent: TakeBack, { host, reading }: OpenHost): Promise<HostReport> {
  const told = await previewUndo(reading, intent.of);
  if (!told.ok) return sessionFailure(host, told.error, 0);
  if (told.value === null) return refusedUndo(host, 'not-root', 'only root can see what would be restored', null);
  return previewedReport(host, told.value, intent);
}

async function restore(fleet: Fleet, intent: TakeBack, { host, writing }: OpenHost): Promise<HostReport> {
  const told = await undo(writing, intent.of, intent);
  if (!told.ok) return sessionFailure(host, told.error, 0);
  const report = undoneReport(host, told.value, intent);
  if (report.error !== null) return report;
  const seen = await look(writing, fleet);
  if (seen.ok) return { ...report, ...seen.value.view };
  const message = `everything was put back, but the host could not be looked at afterwards: ${seen.error.message}`;
  return { ...report, status: 'failed', error: { reason: 'rollback-unverified', message, hint: null } };
}
