import { ok, type Result } from '../base/result.ts';
import type { HostPlan } from '../plan/plan.ts';
import type { SessionError, WriteSession } from '../transport/session.ts';
import { newBoundary, newToken } from './boundary.ts';
import { assertTransactionId } from './journal/run-id.ts';
import { type HostPlaces, hostPlaces } from './places.ts';
import { buildTransaction } from './transaction/build.ts';
import type { TransactionEvent } from './transaction/event.ts';
import { outcomeOf, type TransactionOutcome } from './transaction/outcome.ts';
import { performFramed } from './transaction/perform.ts';
import { unsoundness } from './transaction/soundness.ts';

/** How a plan is to be applied. */
export interface ApplyOptions {
  readonly run: string;
  /** Who asked for it, in one line; others read it while the host is locked. */
  readonly who: string;
  /** Seconds from the arming of the dead man's switch until it undoes what isn't confirmed. */
  readonly confirmWithinSeconds: number;
  /** Time for the whole transaction; when it is over, the host ends the script and the switch remains. */
  readonly timeoutMs: number;
  readonly onEvent: (event: TransactionEvent) => void;
  readonly places?: HostPlaces;
  /** The plans that this run has applied to the host before and that are still open, in order; their ids differ. */
  readonly earlier?: readonly HostPlan[];
}

/**
 * Applies a plan to its host as one transaction: locked, compared, backed up, guarded by a dead man's switch, gated,
 * undone by the host itself where a change or a gate fails, together with what earlier rounds of the run did. `applied` is
 * open until it is confirmed. A session's error says that the connection was lost, not what became of the transaction:
 * the switch settles that.
 */
export async function applyPlan(
  session: WriteSession,
  plan: HostPlan,
  { run, who, confirmWithinSeconds, timeoutMs, onEvent, places = hostPlaces, earlier = [] }: ApplyOptions,
): Promise<Result<TransactionOutcome, SessionError>> {
  assertTransactionId(run);
  const why = unsoundness({ ...plan, changes: [...earlier, plan].flatMap(({ changes }) => changes) });
  if (why !== null) return ok({ kind: 'refused', reason: 'plan-unsound', why });
  const boundary = newBoundary();
  const window = Math.min(Math.max(Math.ceil(confirmWithinSeconds), 1), 86_400);
  const script = buildTransaction(plan, { places, run, who, boundary, token: newToken(), window, earlier });
  const told = await performFramed(session, script, boundary, timeoutMs, onEvent);
  return told.ok ? ok(outcomeOf(told.value)) : told;
}
