import type { FactName, ReadableFacts } from '../facts/known-facts.ts';
import type { Finding, Level, Severity } from './finding.ts';

/** What a check returns; cause, severity and `because` are the engine's to add, unless the check knows better. */
export type FindingDraft = Omit<Finding, 'cause' | 'severity' | 'because' | 'whyNoRemedy'> &
  Partial<Pick<Finding, 'severity' | 'because' | 'whyNoRemedy'>>;

/** A check: one fault, what it reads, and the pure function that recognises it. */
export interface Check<Reads extends FactName = FactName> {
  readonly cause: string;
  readonly level: Level;
  readonly severity: Severity;
  readonly title: string;
  readonly reads: readonly Reads[];
  /** Receives just what it declared, already known. */
  readonly run: (facts: Pick<ReadableFacts, Reads>) => readonly FindingDraft[];
}

/** Declares a check; the facts that `run` receives are typed by what `reads` names. */
export const defineCheck = <const Reads extends FactName>(check: Check<Reads>): Check<Reads> => check;
