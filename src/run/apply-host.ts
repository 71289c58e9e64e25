import { applyPlan } from '../apply/apply-plan.ts';
import type { TransactionEvent } from '../apply/transaction/event.ts';
import type { TransactionOutcome } from '../apply/transaction/outcome.ts';
import type { Result } from '../base/result.ts';
import type { SessionError } from '../transport/session.ts';
import type { Fleet } from './fleet.ts';
import type { ChangeView, HostReport } from './host-report.ts';
import type { ApplyIntent } from './apply-intent.ts';
import type { Ready } from './prepare.ts';
import { clean } from './clean.ts';
import { settleApplied, settleLost, takenBack } from './settle.ts';
import { type Ended, transactionProblem } from './transaction-problem.ts';

/** How long a transaction may take on the host, its own tests and restarts included. */
const TRANSACTION_TIMEOUT_MS = 180_000;

/** Applies a plan as one transaction, looks again over a new connection, and confirms it or has it undone. */
export async function applyHost(fleet: Fleet, intent: ApplyIntent, ready: Ready): Promise<HostReport> {
  const { host } = ready.connection;
  const states = new Map<string, ChangeView['state']>();
  let heard: Promise<void> = Promise.resolve();
  const applied = await applyPlan(ready.opened.writing, ready.plan, {
    ...intent,
    timeoutMs: TRANSACTION_TIMEOUT_MS,
    onEvent: (event) => {
      note(states, event);
      heard = heard.then(() => fleet.listen({ type: 'transaction', host, event: clean(event) }));
      heard.catch(() => undefined);
    },
  });
  await heard;
  const changes = ready.report.changes.map((change) => ({ ...change, state: states.get(change.id) ?? 'skipped' }));
  const report: HostReport = { ...ready.report, changes };
  const settled = await conclude(fleet, intent, ready, report, applied);
  return { ...settled, elapsedMs: ready.elapsed() };
}

function conclude(
  fleet: Fleet,
  intent: ApplyIntent,
  ready: Ready,
  report: HostReport,
  applied: Result<TransactionOutcome, SessionError>,
): HostReport | Promise<HostReport> {
  if (!applied.ok) return settleLost(fleet, intent, ready, report, applied.error);
  if (applied.value.kind === 'applied') return settleApplied(fleet, intent, ready, report);
  return stopped(intent.run, report, applied.value);
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
  const undone = status === 'rolled-back';
  return { ...report, status, error, changes: undone ? report.changes.map(takenBack) : report.changes };
}
