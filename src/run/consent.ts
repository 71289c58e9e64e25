import pLimit from 'p-limit';
import type { HeldPlan } from './held-plan.ts';
import type { HostReport } from './host-report.ts';

/** Whether to go on once the plans are known: at once for each host, or after somebody has seen all, or each. */
export type Consent =
  | {
      readonly kind: 'dry';
      /** Hears each plan that would be applied. */
      readonly keep: (plan: HeldPlan) => void;
    }
  | { readonly kind: 'given' }
  | {
      readonly kind: 'ask';
      /** Asks anew for each further round of a host, while others may be at work; no once the signal says too late. */
      readonly ask: (planned: readonly HostReport[], waits?: AbortSignal) => Promise<boolean>;
    }
  | {
      readonly kind: 'step';
      /** Asks for each host, and for each further round of it, as `ask` does. */
      readonly ask: (planned: HostReport, waits?: AbortSignal) => Promise<StepAnswer>;
    };

/** This host or not, or the same for this one and all that follow. */
export type StepAnswer = 'yes' | 'no' | 'all' | 'quit';

/** A consent, asked for one host at a time. */
export interface Agreement {
  /** Whether a plan may be applied to its host; no once the signal says that the host waits no longer. */
  readonly agreed: (planned: HostReport, waits?: AbortSignal) => Promise<boolean>;
  /** Whether an answer has settled all further questions. */
  readonly isSettled: () => boolean;
}

/** Asks whoever is asked, one host after the other, until an answer settles the rest. */
export function agreement(consent: Consent): Agreement {
  const inTurn = pLimit(1);
  let settled: boolean | null = consent.kind === 'given' ? true : consent.kind === 'dry' ? false : null;
  const ask = async (planned: HostReport, waits?: AbortSignal): Promise<boolean> => {
    if (settled !== null) return settled;
    if (waits?.aborted === true) return false;
    if (consent.kind === 'ask') return consent.ask([planned], waits);
    if (consent.kind !== 'step') return false;
    const answer = await consent.ask(planned, waits);
    if (answer === 'all' || answer === 'quit') settled = answer === 'all';
    return settled ?? answer === 'yes';
  };
  return { agreed: (planned, waits) => inTurn(() => ask(planned, waits)), isSettled: () => settled !== null };
}
