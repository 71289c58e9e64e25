import type { Change } from './change.ts';

/** A step that won't act on a finding, and why. */
export interface Refusal {
  readonly step: string;
  readonly finding: string | null;
  readonly why: string;
}

/** Something that a playbook tells the people who run it. */
export interface Note {
  readonly step: string;
  readonly message: string;
}

/**
 * Why a host is left wholly alone: what the playbook says can't be evaluated there, or makes no sense to a step, a step of
 * its own failed, an assertion of its doesn't hold, or what it runs takes too long.
 */
export interface Stop {
  readonly reason: 'expression' | 'arguments' | 'step-failed' | 'assertion-failed' | 'until' | 'too-long';
  readonly step: string;
  readonly why: string;
  /** How often the host may be looked at anew, and after how many seconds, before this is final; left out for never. */
  readonly again?: { readonly retries: number; readonly delay: number };
}

/** What would be done to one host, in order; apply reads nothing else. */
export interface HostPlan {
  readonly host: string;
  readonly changes: readonly Change[];
  /** The findings (`cause:subject`) that the changes answer; one change may answer several. */
  readonly answered: readonly string[];
  readonly refused: readonly Refusal[];
  /** Findings whose remedy needs a human's approval that wasn't given. */
  readonly needsApproval: readonly string[];
  /** Left out where there are none. */
  readonly notes?: readonly Note[];
  /** What somebody must say yes to before anything is begun; left out where there is nothing. */
  readonly questions?: readonly Note[];
  /** Left out where nothing has stopped the planning; where something has, there are no changes. */
  readonly stopped?: Stop;
}
