import type { PreviewedPath, SettleRefused, UndoOutcome, UndoPreview } from '../apply/settlement/outcome.ts';
import { fileDiff } from '../plan/diff.ts';
import { changedSince } from './changed-since.ts';
import { emptyReport } from './failed-report.ts';
import type { ChangeView, HostReport } from './host-report.ts';
import { undoProblem } from './settle.ts';
import type { TakeBack } from './take-back-intent.ts';
import { heldHint, undoByHand } from './transaction-problem.ts';

/** How an undo went, as a host's report; somebody's version that was kept aside is named. */
export function undoneReport(
  host: string,
  outcome: UndoOutcome,
  { of, begun, fromElsewhere }: Pick<TakeBack, 'of' | 'begun' | 'fromElsewhere'>,
): HostReport {
  const problem = undoProblem(outcome);
  switch (outcome.kind) {
    case 'undone':
      return { ...emptyReport(host, 'rolled-back', 0), changes: outcome.kept.map(keptAside) };
    case 'already-undone':
      return emptyReport(host, 'ok', 0);
    case 'nothing-to-undo':
      return fromElsewhere && outcome.state === 'none'
        ? noTransaction(host, of)
        : nothingToUndo(host, outcome.state, of, begun);
    case 'changed-since':
      return refusedUndo(host, 'changed-since', problem ?? '', NOTHING_RESTORED);
    case 'locked':
      return refusedUndo(host, 'lock-held', problem ?? '', heldHint(outcome.holder));
    case 'refused':
      return refusedByHost(host, outcome);
    case 'failed': {
      const error = { reason: 'undo-failed', message: problem ?? '', hint: undoByHand(of) };
      return { ...emptyReport(host, 'failed', 0), error };
    }
  }
}

/** What an undo would do, as a host's report; refused where the undo itself would refuse. */
export function previewedReport(
  host: string,
  { state, paths, units }: UndoPreview,
  { of, begun, force }: Pick<TakeBack, 'of' | 'begun' | 'force'>,
): HostReport {
  if (state === 'none') return nothingToUndo(host, state, of, begun);
  const changes = [...paths.filter(({ verdict }) => verdict !== 'original').map(restoring), ...units.map(asking)];
  const theirs = paths.filter(isTheirs);
  if (theirs.length > 0 && !force) {
    return { ...refusedUndo(host, 'changed-since', changedSince(theirs), NOTHING_RESTORED), changes };
  }
  return { ...emptyReport(host, changes.length > 0 ? 'would-change' : 'ok', 0), changes };
}

/** A host that has nothing to undo: it was never begun there, is kept, is at it just now, or can't be undone any more. */
function nothingToUndo(host: string, state: string, of: string, begun: readonly string[]): HostReport {
  if (state === 'confirmed') {
    const message = `run ${of} is confirmed here, so nothing is open`;
    return refusedUndo(host, 'already-confirmed', message, `suture rollback ${of} takes it back`);
  }
  if (state !== 'none') return refusedUndo(host, 'undo-under-way', `run ${of} is ${state} here just now`, 'ask again');
  if (!begun.includes(host)) return emptyReport(host, 'ok', 0);
  const message = `this host no longer has what it takes to undo run ${of}`;
  return refusedUndo(host, 'backup-gone', message, BACKUPS_GO);
}

const BACKUPS_GO =
  'nothing is restored; a host keeps backups for 30 days, of the last 20 runs, and loses them when it is made anew';

/** What a host answers that doesn't settle anything, or doesn't say what that would do. */
export function refusedByHost(host: string, { reason, why }: SettleRefused): HostReport {
  if (reason === 'no-root') return refusedUndo(host, 'not-root', why, '-b acts as root, by sudo');
  return refusedUndo(host, reason, why, REFUSED_HINTS.get(reason) ?? null);
}

const REFUSED_HINTS: ReadonlyMap<string, string> = new Map([
  ['at-work', 'nothing was changed; ask again in a moment'],
  ['unsafe-state', 'nothing was changed; look who has a hand in that folder, and settle it there as root'],
]);

/** A host that has nothing of a run of which only hosts could tell. */
export const noTransaction = (host: string, of: string): HostReport =>
  refusedUndo(host, 'no-transaction', `this host knows nothing of run ${of}`, '`suture check` names what is open');

/** A host on which nothing is taken back. */
const refusedUndo = (host: string, reason: string, message: string, hint: string | null): HostReport => ({
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
  created: 'create-file',
  removed: 'remove-file',
  link: 'set-link',
  folder: 'remove-directory',
  command: 'command',
} as const;

const BLANK = { step: 'rollback', finding: null, diff: '', state: 'planned' } as const;

const restoring = ({ change, kind, path, now, then }: PreviewedPath): ChangeView => ({
  ...BLANK,
  diff: now === null || then === null ? '' : backDiff(kind, path, now, then),
  id: change,
  kind: KINDS[kind],
  summary: summaryOf(kind, path),
});

function summaryOf(kind: PreviewedPath['kind'], path: string): string {
  if (kind === 'command') return `run: ${path}`;
  return kind === 'created' ? `remove ${path}` : `restore ${path}`;
}

const backDiff = (kind: PreviewedPath['kind'], path: string, now: string, then: string): string =>
  kind === 'attributes' || kind === 'link' ? `${path}: ${now} -> ${then}\n` : fileDiff(path, now, then);

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
