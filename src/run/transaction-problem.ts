import type { Holder } from '../apply/transaction/event.ts';
import type { Cause, TransactionOutcome } from '../apply/transaction/outcome.ts';
import { clean } from './clean.ts';
import type { HostStatus } from './host-report.ts';

/** How a transaction's ending reads to a person. */
export interface Problem {
  readonly status: Extract<HostStatus, 'rolled-back' | 'refused' | 'failed'>;
  readonly reason: string;
  readonly message: string;
  readonly hint: string | null;
}

/** A transaction's ending that leaves nothing to verify. */
export type Ended = Exclude<TransactionOutcome, { readonly kind: 'applied' }>;

/** What a run's changes are called: `c3 (restart php8.2-fpm.service)`. */
export type NameChange = (id: string) => string;

/** Words for each way in which a transaction can end without being applied, safe to show. */
export const transactionProblem = (run: string, outcome: Ended, nameOf: NameChange): Problem =>
  clean(problemOf(run, outcome, nameOf));

function problemOf(run: string, outcome: Ended, nameOf: NameChange): Problem {
  switch (outcome.kind) {
    case 'undone':
      return {
        status: 'rolled-back',
        ...because(outcome.because, nameOf),
        hint: 'the host has undone everything by itself',
      };
    case 'undo-failed': {
      const failures = outcome.failures.join('; ') || 'it does not say why';
      const message = `${because(outcome.because, nameOf).message}; and the undo failed: ${failures}`;
      return { status: 'failed', reason: 'undo-failed', message, hint: undoByHand(run) };
    }
    case 'drifted': {
      const drifts = outcome.drifts.map(
        ({ what, expected, found, change }) => `${nameOf(change)}: ${what} is ${found}, not ${expected}`,
      );
      const message = `the host has changed since it was looked at: ${drifts.join('; ')}`;
      return { status: 'refused', reason: 'drifted', message, hint: 'nothing was changed; run again' };
    }
    case 'locked': {
      const { run: other, who, since, state } = outcome.holder;
      const message = `run ${other} of ${who} holds this host since ${since} (${state})`;
      return { status: 'refused', reason: 'lock-held', message, hint: heldHint(outcome.holder) };
    }
    case 'refused': {
      const hint = outcome.reason === 'left-open' ? 'nothing else was changed; run again' : 'nothing was changed';
      return { status: 'refused', reason: outcome.reason, message: outcome.why, hint };
    }
    case 'cut-short': {
      const hint = outcome.begun ? 'the host undoes by itself within the time to confirm' : 'nothing was changed';
      return { status: 'failed', reason: 'transaction-cut-short', message: CUT_SHORT, hint };
    }
  }
}

/** What to do about a host that another run holds: wait for its switch, or settle by hand what has none. */
export function heldHint({ run, state, armed }: Holder): string {
  if (armed) return 'nothing was changed; that run settles it, or the host undoes it by itself in time';
  const open = state !== 'none' && state !== 'preparing';
  return open
    ? `nothing was changed; suture undo ${run} -l HOST settles it, from any runner`
    : `nothing was changed; suture show ${run}`;
}

const CUT_SHORT = 'the transaction ended without saying how';

/** The command that undoes a run on its host without Suture. */
export const undoByHand = (run: string): string => `on the host, as root: sh /var/lib/suture/tx/${run}/undo.sh`;

function because(
  { kind, change, output }: Cause,
  nameOf: NameChange,
): { readonly reason: string; readonly message: string } {
  const words = output.trim() === '' ? '' : `: ${output.trim()}`;
  const name = change === null ? 'of the transaction' : nameOf(change);
  switch (kind) {
    case 'gate':
      return { reason: 'gate-failed', message: `the test ${name} failed${words}` };
    case 'change':
      return { reason: 'change-failed', message: `the change ${name} failed${words}` };
    case 'interrupted':
      return { reason: 'interrupted', message: 'the transaction was interrupted on the host' };
    case 'switch':
      return { reason: 'not-confirmed', message: 'the host undid by itself because nobody confirmed in time' };
  }
}
