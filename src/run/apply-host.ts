import { applyPlan } from '../apply/apply-plan.ts';
import type { TransactionEvent } from '../apply/transaction/event.ts';
import type { TransactionOutcome } from '../apply/transaction/outcome.ts';
import type { Result } from '../base/result.ts';
import { ownSeconds, undoSeconds } from '../plan/duration.ts';
import type { OpenHost, SessionError } from '../transport/session.ts';
import type { Fleet } from './fleet.ts';
import type { ChangeView, HostReport } from './host-report.ts';
import type { ApplyIntent } from './apply-intent.ts';
import { type Prepared, type Ready, settled } from './prepare.ts';
import { clean } from './clean.ts';
import { settleApplied, settleLost, takeBack, takenBack } from './settle.ts';
import { driftDifference } from './stale-report.ts';
import { type Ended, transactionProblem } from './transaction-problem.ts';

/** How long a transaction may take on the host, its own tests and restarts included. */
const TRANSACTION_TIMEOUT_MS = 180_000;

/** What is left of the host's patience when a person is asked no longer. */
const TO_CONFIRM_SECONDS = 10;

/**
 * Applies a plan as one transaction, looks again over a new connection, and confirms it or has it undone. What comes to
 * light only then is repaired in further rounds of the same transaction, where the intent allows it.
 */
export async function applyHost(fleet: Fleet, intent: ApplyIntent, first: Ready): Promise<HostReport> {
  const later: OpenHost[] = [];
  try {
    for (let round = first; ; ) {
      const ended = await applyRound(fleet, intent, round);
      if (ended.kind === 'settled') return { ...ended.report, elapsedMs: first.elapsed() };
      later.push(ended.opened);
      round = ended;
    }
  } finally {
    for (const opened of later) opened.close();
  }
}

async function applyRound(fleet: Fleet, intent: ApplyIntent, ready: Ready): Promise<Prepared> {
  const { host } = ready.connection;
  // What the playbook runs and waits for is no part of the time that people and connections are given.
  const own = ownSeconds(ready.plan);
  const patient = { ...intent, confirmWithinSeconds: intent.confirmWithinSeconds + own };
  const waits = AbortSignal.timeout(Math.max(patient.confirmWithinSeconds - TO_CONFIRM_SECONDS, 0) * 1000);
  const states = new Map<string, ChangeView['state']>();
  let heard: Promise<void> = Promise.resolve();
  const applied = await applyPlan(ready.opened.writing, ready.plan, {
    ...patient,
    earlier: ready.earlier,
    timeoutMs: TRANSACTION_TIMEOUT_MS + (own + undoSeconds(ready.plan)) * 1000,
    onEvent: (event) => {
      note(states, event);
      heard = heard.then(() => fleet.listen({ type: 'transaction', host, event: clean(event) }));
      heard.catch(() => undefined);
    },
  });
  await heard;
  const changes = ready.report.changes.map((change): ChangeView => {
    const state = states.get(change.id) ?? (change.state === 'planned' ? 'skipped' : change.state);
    return { ...change, state };
  });
  const report: HostReport = { ...ready.report, changes };
  return conclude(fleet, patient, ready, report, applied, waits);
}

function conclude(
  fleet: Fleet,
  intent: ApplyIntent,
  ready: Ready,
  report: HostReport,
  applied: Result<TransactionOutcome, SessionError>,
  waits: AbortSignal,
): Prepared | Promise<Prepared> {
  if (!applied.ok) return settleLost(fleet, intent, ready, report, applied.error);
  if (applied.value.kind === 'applied') return settleApplied(fleet, intent, ready, report, waits);
  const ended = stopped(intent.run, report, applied.value);
  const undid = applied.value.kind === 'undone' || applied.value.kind === 'undo-failed';
  // A later round that the host would not begin leaves the earlier ones open.
  if (ready.earlier.length === 0 || undid || ended.error === null) return settled(ended);
  return takeBack(fleet, intent, ready.opened.writing, report, ended.error);
}

function note(states: Map<string, ChangeView['state']>, event: TransactionEvent): void {
  if (event.kind === 'gate') states.set(event.change, event.passed ? 'done' : 'failed');
  if (event.kind === 'change' && event.state !== 'begun') states.set(event.change, event.state);
}

/** A transaction that ended without leaving anything to verify. */
function stopped(run: string, report: HostReport, outcome: Ended): HostReport {
  const summaries = new Map(report.changes.map(({ id, summary }) => [id, summary]));
  const nameOf = (id: string): string => (summaries.has(id) ? `${id} (${summaries.get(id) ?? ''})` : id);
  const { status, ...error } = transactionProblem(run, outcome, nameOf);
  const changes = status === 'rolled-back' ? report.changes.map(takenBack) : report.changes;
  const drifts = outcome.kind === 'drifted' ? outcome.drifts : [];
  return { ...report, status, error, changes, differences: drifts.map((drift) => driftDifference(report, drift)) };
}
