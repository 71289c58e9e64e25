import { previewUndo } from '../apply/preview-undo.ts';
import { undo } from '../apply/settle.ts';
import type { PreviewedPath, UndoOutcome, UndoPreview } from '../apply/settlement/outcome.ts';
import type { Connection } from '../inventory/inventory.ts';
import type { OpenHost } from '../transport/session.ts';
import { cleanText } from './clean.ts';
import { emptyReport, internalFailure, sessionFailure } from './failed-report.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import type { ChangeView, HostReport } from './host-report.ts';
import { look } from './look.ts';
import { undoProblem } from './settle.ts';
import { stopwatch } from './stopwatch.ts';

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
      const report = await takeBackHost(fleet, intent, connection);
      await fleet.listen({ type: 'host-finished', host: connection.host, report });
      return report;
    },
    ({ host }, error) => internalFailure(host, error, 0),
  );
}

async function takeBackHost(fleet: Fleet, intent: TakeBack, connection: Connection): Promise<HostReport> {
  const elapsed = stopwatch();
  const { host } = connection;
  const opened = await fleet.open(connection);
  if (!opened.ok) return sessionFailure(host, opened.error, elapsed());
  try {
    await fleet.listen({ type: 'host-connected', host });
    const report = await (intent.dry ? preview(intent, opened.value) : restore(fleet, intent, opened.value));
    return { ...report, elapsedMs: elapsed() };
  } finally {
    opened.value.close();
  }
}

async function preview({ of }: TakeBack, { host, reading }: OpenHost): Promise<HostReport> {
  const told = await previewUndo(reading, of);
  if (!told.ok) return sessionFailure(host, told.error, 0);
  if (told.value === null) return refusedReport(host, 'not-root', 'only root can see what would be restored');
  const changes = previewed(told.value);
  return { ...emptyReport(host, changes.length > 0 ? 'would-change' : 'ok', 0), changes };
}

function previewed({ paths, units }: UndoPreview): readonly ChangeView[] {
  const kinds = {
    file: 'write-file',
    attributes: 'set-attributes',
    socket: 'remove-socket',
    directory: 'make-directory',
  } as const;
  const blank = { step: 'rollback', finding: null, diff: '', state: 'planned' } as const;
  return [
    ...paths
      .filter(({ verdict }) => verdict !== 'original')
      .map((path): ChangeView => ({ ...blank, id: path.change, kind: kinds[path.kind], summary: restoring(path) })),
    ...units.map(
      ({ verb, unit }, index): ChangeView => ({
        ...blank,
        id: `u${index + 1}`,
        kind: 'service',
        summary: cleanText(`${verb} ${unit}`),
      }),
    ),
  ];
}

function restoring({ path, verdict }: PreviewedPath): string {
  const warning =
    verdict === 'theirs' ? ' (somebody has changed it since: needs --force, which keeps their version aside)' : '';
  return cleanText(`restore ${path}${warning}`);
}

async function restore(fleet: Fleet, { of, force }: TakeBack, { host, writing }: OpenHost): Promise<HostReport> {
  const told = await undo(writing, of, { force });
  if (!told.ok) return sessionFailure(host, told.error, 0);
  const report = undoReport(host, told.value);
  if (report.error !== null) return report;
  const seen = await look(writing, fleet);
  if (seen.ok) return { ...report, ...seen.value.view };
  const message = `everything was put back, but the host could not be looked at afterwards: ${seen.error.message}`;
  return { ...report, status: 'failed', error: { reason: 'rollback-unverified', message, hint: null } };
}

function undoReport(host: string, outcome: UndoOutcome): HostReport {
  const problem = undoProblem(outcome);
  if (problem === null) return emptyReport(host, outcome.kind === 'undone' ? 'rolled-back' : 'ok', 0);
  const message = cleanText(problem);
  if (outcome.kind === 'changed-since') {
    const hint = 'nothing was restored; --force restores it all the same, and keeps their version aside';
    return refusedReport(host, 'changed-since', message, hint);
  }
  if (outcome.kind === 'refused') return refusedReport(host, 'undo-refused', message);
  return { ...emptyReport(host, 'failed', 0), error: { reason: 'undo-failed', message, hint: null } };
}

const refusedReport = (host: string, reason: string, message: string, hint: string | null = null): HostReport => ({
  ...emptyReport(host, 'refused', 0),
  error: { reason, message, hint },
});
