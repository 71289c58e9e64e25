import type { PreviewedPath, UndoOutcome, UndoPreview } from '../apply/settlement/outcome.ts';
import { changedSince } from './changed-since.ts';
import { emptyReport } from './failed-report.ts';
import type { ChangeView, HostReport } from './host-report.ts';
import { undoProblem } from './settle.ts';
import { heldHint, undoByHand } from './transaction-problem.ts';

/** How an undo went, as a host's report; somebody's version that was kept aside is named. */
export function undoneReport(of: string, host: string, outcome: UndoOutcome): HostReport {
  const problem = undoProblem(outcome);
  switch (outcome.kind) {
    case 'undone':
      return { ...emptyReport(host, 'rolled-back', 0), changes: outcome.kept.map(keptAside) };
    case 'already-undone':
    case 'nothing-to-undo':
      return emptyReport(host, 'ok', 0);
    case 'changed-since':
      return refusedUndo(host, 'changed-since', problem ?? '', NOTHING_RESTORED);
    case 'locked':
      return refusedUndo(host, 'lock-held', problem ?? '', heldHint(outcome.holder));
    case 'refused':
      return refusedUndo(host, 'undo-refused', problem ?? '', null);
    case 'failed': {
      const error = { reason: 'undo-failed', message: problem ?? '', hint: undoByHand(of) };
      return { ...emptyReport(host, 'failed', 0), error };
    }
  }
}

/** What an undo would do, as a host's report; refused where the undo itself would refuse. */
export function previewedReport(host: string, { paths, units }: UndoPreview, force: boolean): HostReport {
  const changes = [...paths.filter(({ verdict }) => verdict !== 'original').map(restoring), ...units.map(asking)];
  const theirs = paths.filter(isTheirs);
  if (theirs.length > 0 && !force) {
    return { ...refusedUndo(host, 'changed-since', changedSince(theirs), NOTHING_RESTORED), changes };
  }
  return { ...emptyReport(host, changes.length > 0 ? 'would-change' : 'ok', 0), changes };
}

/** A host on which nothing is taken back. */
export const refusedUndo = (host: string, reason: string, message: string, hint: string | null): HostReport => ({
  ...emptyReport(host, 'refused', 0),
  error: { reason, message, hint },
});

const NOTHING_RESTORED = 'nothing is restored; --force restores it all the same, and keeps their version aside';

/** Where an undo stops without force. Source: check_path in the host's undo script. */
const isTheirs = ({ kind, verdict }: PreviewedPath): boolean =>
  (verdict === 'theirs' && kind !== 'directory') || (verdict === 'gone' && kind === 'file');

const KINDS = {
  file: 'write-file',
  attributes: 'set-attributes',
  socket: 'remove-socket',
  directory: 'make-directory',
} as const;

const BLANK = { step: 'rollback', finding: null, diff: '', state: 'planned' } as const;

const restoring = ({ change, kind, path }: PreviewedPath): ChangeView => ({
  ...BLANK,
  id: change,
  kind: KINDS[kind],
  summary: `restore ${path}`,
});

const asking = ({ verb, unit }: UndoPreview['units'][number], index: number): ChangeView => ({
  ...BLANK,
  id: `u${index + 1}`,
  kind: 'service',
  summary: `${verb} ${unit}`,
});

const keptAside = (
  { path, keptAs }: { readonly path: string; readonly keptAs: string },
  index: number,
): ChangeView => ({
  ...BLANK,
  id: `k${index + 1}`,
  kind: 'write-file',
  state: 'done',
  summary: `restored ${path}; the version that stood there is kept as ${keptAs}`,
});
