import { confirm, undo } from '../apply/settle.ts';
import type { UndoOutcome } from '../apply/settlement/outcome.ts';
import type { SessionError, WriteSession } from '../transport/session.ts';
import type { ApplyIntent } from './apply-intent.ts';
import type { Fleet } from './fleet.ts';
import type { ChangeView, HostError, HostReport } from './host-report.ts';
import { look } from './look.ts';
import type { Ready } from './prepare.ts';
import { undoByHand } from './transaction-problem.ts';
import { verifyHost } from './verify-host.ts';

/** Verifies an applied transaction over a new connection, so that a change that locks us out isn't kept; then settles it. */
export async function settleApplied(
  fleet: Fleet,
  intent: ApplyIntent,
  ready: Ready,
  report: HostReport,
): Promise<HostReport> {
  const opened = await fleet.open(ready.connection);
  if (!opened.ok) {
    const why = `after the change no new connection could be made: ${opened.error.message}`;
    return takeBack(fleet, intent, ready.opened.writing, report, { reason: 'verify-failed', message: why, hint: null });
  }
  try {
    return await settleOver(fleet, intent, ready, report, opened.value.writing);
  } finally {
    opened.value.close();
  }
}

async function settleOver(
  fleet: Fleet,
  intent: ApplyIntent,
  ready: Ready,
  report: HostReport,
  session: WriteSession,
): Promise<HostReport> {
  const before = ready.look.view;
  const answered = new Set(ready.plan.answered);
  const verified = await verifyHost(session, fleet, answered, before);
  if (!verified.ok) {
    const message = `after the change the host could not be looked at: ${verified.error.message}`;
    return takeBack(fleet, intent, session, report, { reason: 'verify-failed', message, hint: null });
  }
  const { after, why } = verified.value;
  const seen = { ...report, ...after, verify: { before, after } };
  if (why.length > 0) {
    const message = `the second look is not better: ${why.join('; ')}`;
    return takeBack(fleet, intent, session, seen, { reason: 'verify-worse', message, hint: null });
  }
  return confirmed(await confirm(session, intent.run), seen, intent);
}

function confirmed(
  told: Awaited<ReturnType<typeof confirm>>,
  report: HostReport,
  { run, confirmWithinSeconds }: ApplyIntent,
): HostReport {
  if (told.ok && told.value.kind === 'confirmed') return { ...report, status: 'changed' };
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

/** Has the host undo the run, and looks how it is then. */
async function takeBack(
  fleet: Fleet,
  { run, confirmWithinSeconds }: ApplyIntent,
  session: WriteSession,
  report: HostReport,
  error: HostError,
): Promise<HostReport> {
  const undone = await undo(session, run);
  if (!undone.ok) {
    const hint = `the host undoes by itself within ${confirmWithinSeconds} s of the change`;
    const message = `${error.message}; and the connection was lost before it could be undone: ${undone.error.message}`;
    return { ...report, status: 'unreachable', error: { reason: 'connection-lost', message, hint } };
  }
  const problem = undoProblem(undone.value);
  if (problem !== null) {
    const message = `${error.message}; and the undo failed: ${problem}`;
    return { ...report, status: 'failed', error: { reason: 'undo-failed', message, hint: undoByHand(run) } };
  }
  const now = await look(session, fleet);
  const changes = report.changes.map(takenBack);
  const rolledBack: HostReport = { ...report, status: 'rolled-back', changes, error: { ...error, hint: UNDONE } };
  if (now.ok) return { ...rolledBack, ...now.value.view };
  const message = `${error.message}; everything was put back, but the host could not be looked at afterwards: ${now.error.message}`;
  return { ...rolledBack, status: 'failed', error: { reason: 'rollback-unverified', message, hint: null } };
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
      return `somebody has changed ${outcome.paths.join(', ')} since`;
    case 'failed':
      return outcome.failures.join('; ');
    case 'refused':
      return outcome.reason;
  }
}

/** Settles a host whose connection was lost while the transaction ran: what it left is taken back. */
export async function settleLost(
  fleet: Fleet,
  intent: ApplyIntent,
  ready: Ready,
  report: HostReport,
  lost: SessionError,
): Promise<HostReport> {
  const message = `the connection was lost during the transaction: ${lost.message}`;
  const error: HostError = { reason: lost.reason, message, hint: null };
  const opened = await fleet.open(ready.connection);
  if (!opened.ok) {
    const hint = `the host undoes by itself within ${intent.confirmWithinSeconds} s of the change`;
    return { ...report, status: 'unreachable', error: { ...error, hint } };
  }
  try {
    return await takeBack(fleet, intent, opened.value.writing, report, error);
  } finally {
    opened.value.close();
  }
}

/** How a change stands once its transaction was undone. */
export const takenBack = (change: ChangeView): ChangeView =>
  change.state === 'done' && change.kind !== 'gate' ? { ...change, state: 'undone' } : change;
