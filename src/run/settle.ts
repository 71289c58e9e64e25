import { undo } from '../apply/settle.ts';
import { changesNothing } from '../plan/change.ts';
import type { UndoOutcome } from '../apply/settlement/outcome.ts';
import type { OpenHost, SessionError, WriteSession } from '../transport/session.ts';
import type { ApplyIntent } from './apply-intent.ts';
import { changedSince } from './changed-since.ts';
import { confirmInTime } from './confirm-in-time.ts';
import type { Fleet } from './fleet.ts';
import type { ChangeView, HostError, HostReport } from './host-report.ts';
import { look } from './look.ts';
import { nextRound } from './next-round.ts';
import { type Prepared, type Ready, type Settled, settled } from './prepare.ts';
import { undoByHand } from './transaction-problem.ts';
import { verifyHost } from './verify-host.ts';

/**
 * Verifies an applied transaction over a new connection, so that a change that locks us out isn't kept; then settles it,
 * or has the next round `ready` where the repair has brought more to light. `waits` ends when the host's patience does.
 */
export async function settleApplied(
  fleet: Fleet,
  intent: ApplyIntent,
  ready: Ready,
  report: HostReport,
  waits: AbortSignal,
): Promise<Prepared> {
  const opened = await fleet.open(ready.connection);
  if (!opened.ok) {
    const why = `after the change no new connection could be made: ${opened.error.message}`;
    return takeBack(fleet, intent, ready.opened.writing, report, verifyError('verify-failed', why));
  }
  let ended: Prepared | null = null;
  try {
    ended = await settleOver(fleet, intent, ready, report, opened.value, waits);
    return ended;
  } finally {
    if (ended?.kind !== 'ready') opened.value.close();
  }
}

async function settleOver(
  fleet: Fleet,
  intent: ApplyIntent,
  ready: Ready,
  report: HostReport,
  opened: OpenHost,
  waits: AbortSignal,
): Promise<Prepared> {
  const session = opened.writing;
  const before = ready.look.view;
  const verified = await verifyHost(session, fleet, new Set(ready.plan.answered), before);
  if (!verified.ok) {
    const message = `after the change the host could not be looked at: ${verified.error.message}`;
    return takeBack(fleet, intent, session, report, verifyError('verify-failed', message));
  }
  const { after, why, revealed } = verified.value;
  const seen: HostReport = {
    ...report,
    ...after.view,
    verify: { before: report.verify?.before ?? before, after: after.view },
    revealed: [...report.revealed, ...revealed],
  };
  if (why.length > 0) {
    const message = `the second look is not better: ${why.join('; ')}`;
    return takeBack(fleet, intent, session, seen, verifyError('verify-worse', message));
  }
  const next = await nextRound(fleet, intent, ready, { report: seen, look: after, opened }, waits);
  if (next.kind === 'ready') return next;
  return settled(confirmed(await confirmInTime(fleet, ready.connection, session, intent), next.report, intent));
}

const verifyError = (reason: 'verify-failed' | 'verify-worse', message: string): HostError => ({
  reason,
  message,
  hint: null,
});

function confirmed(
  told: Awaited<ReturnType<typeof confirmInTime>>,
  report: HostReport,
  { run, confirmWithinSeconds }: ApplyIntent,
): HostReport {
  if (told.ok && (told.value.kind === 'confirmed' || told.value.kind === 'already-confirmed')) {
    return { ...report, status: 'changed' };
  }
  if (told.ok && told.value.kind === 'already-undone') {
    const message = 'the host undid by itself before it was confirmed';
    const changes = report.changes.map(takenBack);
    return { ...report, status: 'rolled-back', changes, error: { reason: 'not-confirmed', message, hint: null } };
  }
  const why = told.ok ? told.value.kind : told.error.message;
  const message = `repaired and verified, but it could not be confirmed (${why})`;
  const hint = `the host undoes by itself within ${confirmWithinSeconds} s of the change: suture show ${run}`;
  return { ...report, status: 'failed', error: { reason: 'not-confirmed', message, hint } };
}

/** Has the host undo the run, all rounds of it, and looks how it is then. */
export async function takeBack(
  fleet: Fleet,
  { run, confirmWithinSeconds }: ApplyIntent,
  session: WriteSession,
  report: HostReport,
  error: HostError,
): Promise<Settled> {
  const undone = await undo(session, run);
  if (!undone.ok) {
    const hint = `the host undoes by itself within ${confirmWithinSeconds} s of the change`;
    const message = `${error.message}; and the connection was lost before it could be undone: ${undone.error.message}`;
    return settled({ ...report, status: 'unreachable', error: { reason: 'connection-lost', message, hint } });
  }
  const problem = undoProblem(undone.value);
  if (problem !== null) {
    const message = `${error.message}; and the undo failed: ${problem}`;
    return settled({ ...report, status: 'failed', error: { reason: 'undo-failed', message, hint: undoByHand(run) } });
  }
  const now = await look(session, fleet);
  const changes = report.changes.map(takenBack);
  const rolledBack: HostReport = { ...report, status: 'rolled-back', changes, error: { ...error, hint: UNDONE } };
  if (now.ok) return settled({ ...rolledBack, ...now.value.view });
  const message = `${error.message}; everything was put back, but the host could not be looked at afterwards: ${now.error.message}`;
  return settled({ ...rolledBack, status: 'failed', error: { reason: 'rollback-unverified', message, hint: null } });
}

const UNDONE = 'everything was put back as it was';

/** Why an undo left something; null where nothing is left changed. */
export function undoProblem(outcome: UndoOutcome): string | null {
  switch (outcome.kind) {
    case 'undone':
    case 'already-undone':
    case 'nothing-to-undo':
      return null;
    case 'changed-since':
      return changedSince(outcome.paths);
    case 'locked':
      return `run ${outcome.holder.run} of ${outcome.holder.who} holds this host since ${outcome.holder.since}`;
    case 'failed':
      return outcome.failures.join('; ');
    case 'refused':
      return outcome.why;
  }
}

/** Settles a host whose connection was lost while the transaction ran: what it left is taken back. */
export async function settleLost(
  fleet: Fleet,
  intent: ApplyIntent,
  ready: Ready,
  report: HostReport,
  lost: SessionError,
): Promise<Settled> {
  const message = `the connection was lost during the transaction: ${lost.message}`;
  const error: HostError = { reason: lost.reason, message, hint: null };
  const opened = await fleet.open(ready.connection);
  if (!opened.ok) {
    const hint = `the host undoes by itself within ${intent.confirmWithinSeconds} s of the change`;
    return settled({ ...report, status: 'unreachable', error: { ...error, hint } });
  }
  try {
    return await takeBack(fleet, intent, opened.value.writing, report, error);
  } finally {
    opened.value.close();
  }
}

/** How a change stands once its transaction was undone. */
export const takenBack = (change: ChangeView): ChangeView =>
  change.state === 'done' && !changesNothing(change) ? { ...change, state: 'undone' } : change;
