import type { Cause, TransactionOutcome } from '../apply/transaction/outcome.ts';
import type { HostStatus } from './host-report.ts';

/** How a transaction's ending reads to a person. */
export interface Problem {
  readonly status: Extract<HostStatus, 'rolled-back' | 'refused' | 'failed' | 'unreachable'>;
  readonly reason: string;
  readonly message: string;
  readonly hint: string | null;
}

/** A transaction's ending that leaves nothing to verify. */
export type Ended = Exclude<TransactionOutcome, { readonly kind: 'applied' }>;

/** Words for each way in which a transaction can end without being applied. */
export function transactionProblem(outcome: Ended): Problem {
  switch (outcome.kind) {
    case 'undone':
      return { status: 'rolled-back', ...because(outcome.because), hint: 'the host has undone everything by itself' };
    case 'undo-failed': {
      const message = `${because(outcome.because).message}; and the undo failed: ${outcome.failures.join('; ')}`;
      return { status: 'failed', reason: 'undo-failed', message, hint: UNDO_BY_HAND };
    }
    case 'drifted': {
      const drifts = outcome.drifts.map(
        ({ what, expected, found, change }) => `${change}: ${what} is ${found}, not ${expected}`,
      );
      const message = `the host has changed since it was looked at: ${drifts.join('; ')}`;
      return { status: 'refused', reason: 'drifted', message, hint: 'nothing was changed; run again' };
    }
    case 'locked': {
      const { run, who, since, state } = outcome.holder;
      const message = `run ${run} of ${who} holds this host since ${since} (${state})`;
      return { status: 'refused', reason: 'lock-held', message, hint: `nothing was changed; suture show ${run}` };
    }
    case 'refused':
      return { status: 'refused', reason: outcome.reason, message: outcome.why, hint: 'nothing was changed' };
    case 'cut-short':
      return outcome.begun ? CUT_SHORT : { ...CUT_SHORT, hint: 'nothing was changed' };
  }
}

const UNDO_BY_HAND = 'on the host, as root: sh /var/lib/suture/tx/RUN/undo.sh';

const CUT_SHORT: Problem = {
  status: 'failed',
  reason: 'transaction-cut-short',
  message: 'the transaction ended without saying how',
  hint: 'the host undoes by itself within the time to confirm',
};

function because({ kind, change, output }: Cause): { readonly reason: string; readonly message: string } {
  const words = output.trim() === '' ? '' : `: ${output.trim()}`;
  switch (kind) {
    case 'gate':
      return { reason: 'gate-failed', message: `the test ${change ?? ''} failed${words}` };
    case 'change':
      return { reason: 'change-failed', message: `the change ${change ?? ''} failed${words}` };
    case 'interrupted':
      return { reason: 'interrupted', message: 'the transaction was interrupted on the host' };
    case 'switch':
      return { reason: 'not-confirmed', message: 'the host undid by itself because nobody confirmed in time' };
  }
}
