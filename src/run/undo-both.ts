import { afterwardsOf } from '../apply/journal/run-id.ts';
import { previewUndo } from '../apply/preview-undo.ts';
import { undo } from '../apply/settle.ts';
import type { SettleRefused, UndoOutcome, UndoPreview } from '../apply/settlement/outcome.ts';
import { ok, type Result } from '../base/result.ts';
import type { ReadSession, SessionError, WriteSession } from '../transport/session.ts';
import { undoProblem } from './settle.ts';
import type { TakeBack } from './take-back-intent.ts';

/** How undoing went, and of which transaction that is said. */
interface Undone {
  readonly transaction: string;
  readonly outcome: UndoOutcome;
}

/** Undoes what a run did to a host, the transaction of its blocks first; the first that can't be undone is the last one tried. */
export async function undoBoth(session: WriteSession, intent: TakeBack): Promise<Result<Undone, SessionError>> {
  const { of } = intent;
  if (!intent.afterwards.includes(session.host)) return undoOne(session, of, intent);
  const second = await undoOne(session, afterwardsOf(of), intent);
  if (!second.ok || undoProblem(second.value.outcome) !== null) return second;
  const first = await undoOne(session, of, intent);
  if (!first.ok || second.value.outcome.kind !== 'undone' || undoProblem(first.value.outcome) !== null) return first;
  const kept = first.value.outcome.kind === 'undone' ? first.value.outcome.kept : [];
  return ok({ transaction: of, outcome: { kind: 'undone', kept: [...second.value.outcome.kept, ...kept] } });
}

async function undoOne(
  session: WriteSession,
  transaction: string,
  intent: TakeBack,
): Promise<Result<Undone, SessionError>> {
  const told = await undo(session, transaction, intent);
  return told.ok ? ok({ transaction, outcome: told.value }) : told;
}

/** What undoing would restore, of both transactions, or why the host doesn't say. */
export async function previewBoth(
  session: ReadSession,
  { of, afterwards }: TakeBack,
): Promise<Result<UndoPreview | SettleRefused, SessionError>> {
  const first = await previewUndo(session, of);
  if (!first.ok || 'reason' in first.value || !afterwards.includes(session.host)) return first;
  const second = await previewUndo(session, afterwardsOf(of));
  if (!second.ok || 'reason' in second.value) return second;
  const { state, paths, units } = first.value;
  // What the second has changed is the first's again once it is undone.
  const own = paths.map((path) =>
    path.by === afterwardsOf(of) ? { ...path, verdict: 'ours' as const, by: null } : path,
  );
  return ok({
    state: state === 'none' ? second.value.state : state,
    paths: [...second.value.paths, ...own],
    units: [...second.value.units, ...units],
  });
}
