import type { FactName, ReadableFacts } from '../facts/known-facts.ts';
import type { LogLine } from '../facts/log-line.ts';
import type { EvidenceDraft, Finding, Level, Severity } from './finding.ts';
import type { Station } from './station.ts';

/** What a check returns; cause, severity and `because` are the engine's to add, unless the check knows better. */
export type FindingDraft = Omit<Finding, 'cause' | 'severity' | 'because' | 'whyNoRemedy' | 'evidence'> &
  Partial<Pick<Finding, 'severity' | 'because' | 'whyNoRemedy'>> & {
    readonly evidence: readonly EvidenceDraft[];
    /** Log lines that it explains, beyond those that its evidence speaks for. */
    readonly claims?: readonly LogLine[];
  };

/** What the other checks have said of the host, for one that is asked after them. */
export interface SoFar {
  readonly findings: readonly Finding[];
  /** The log lines that some finding explains. */
  readonly claimed: ReadonlySet<LogLine>;
  readonly grades: ErrorGrades;
}

/** From how many errors of one site on, in the look-back window, those that nobody explains are worse than worth knowing. */
export interface ErrorGrades {
  readonly warning: number;
  readonly critical: number;
  /** Of a site's requests, where the access log tells how many there were: then from `warning` on. */
  readonly criticalPercent: number;
}

/** How errors are graded where nobody says otherwise. */
export const ERROR_GRADES: ErrorGrades = { warning: 3, critical: 10, criticalPercent: 1 };

/** What a check can't decide though its facts are known, in words that end up as `skipped: why`. */
export interface Undecided {
  readonly undecided: string;
  /** The sites that would suffer: where all of them answer, it is told, and the host may be called healthy. */
  readonly sites?: readonly string[];
  /** True where other facts show that nothing broken is missed. */
  readonly harmless?: boolean;
}

/** A check: one fault, what it reads, and the pure function that recognises it. */
export interface Check<Reads extends FactName = FactName, Consults extends FactName = FactName> {
  readonly cause: string;
  /** Where its fault stands on a request's way: what a cured one had hidden is no news of the cure. */
  readonly station: Station;
  readonly level: Level;
  readonly severity: Severity;
  readonly title: string;
  /**
   * What the verdict rests on: unless all of it is known, the check is skipped. If what it would find is worse than a
   * notice, these facts decide whether the host is healthy.
   */
  readonly reads: readonly Reads[];
  /** What only adds evidence or shapes the remedy: left out where it is not known. */
  readonly consults?: readonly Consults[];
  /** Asked once all others have said what they explain. */
  readonly last?: true;
  /** Receives just what it declared. */
  readonly run: (
    facts: Pick<ReadableFacts, Reads> & Partial<Pick<ReadableFacts, Consults>>,
    sofar: SoFar,
  ) => readonly (FindingDraft | Undecided)[];
}

/** Declares a check; the facts that `run` receives are typed by what `reads` and `consults` name. */
export const defineCheck = <const Reads extends FactName, const Consults extends FactName = never>(
  check: Check<Reads, Consults>,
): Check<Reads, Consults> => check;
