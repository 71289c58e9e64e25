import type { JsonObject } from '../base/json.ts';
import type { LogLine } from '../facts/log-line.ts';

/** How bad: critical breaks a site now, warning will or may, notice is worth knowing. */
export type Severity = 'critical' | 'warning' | 'notice';

/** How far a remedy may go by itself: see docs/causes. */
export type Level = 'auto' | 'guarded' | 'approve' | 'manual';

/** What a finding rests on: a line of a file or a log, or what a command said. */
export interface Evidence {
  /** A path, `journal:UNIT`, or the command that was asked (`systemctl show php8.2-fpm`). */
  readonly source: string;
  readonly line: number | null;
  readonly text: string;
  /** When it happened, ISO 8601 in UTC, for log lines. */
  readonly at: string | null;
  /** When the first of several alike happened, of which this is the last. */
  readonly firstAt?: string | null;
}

/** Evidence as a check brings it: with the log lines that it speaks for, which nobody else needs to explain. */
export interface EvidenceDraft extends Evidence {
  readonly lines?: readonly LogLine[];
}

/** What would cure it: a step by its name, with what that step needs to know. */
export interface Remedy {
  readonly step: string;
  readonly level: Exclude<Level, 'manual'>;
  readonly summary: string;
  readonly with: JsonObject;
  /** What it rests on, with what was searched: where one of these no longer holds, there is no such remedy. */
  readonly premises?: readonly string[];
}

/** A fault that a check found on a host. */
export interface Finding {
  readonly cause: string;
  readonly severity: Severity;
  /** What is broken: a socket's path, a unit, a site, a file. With the cause it names the finding on its host. */
  readonly subject: string;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly remedy: Remedy | null;
  /** Why there is no remedy; empty where there is one. */
  readonly whyNoRemedy: string;
  /** The sites that suffer from it. */
  readonly sites: readonly string[];
  /** Findings (`cause:subject`) of the same host of which this one is only a symptom. */
  readonly because: readonly string[];
}

/** A check that could not be asked, and why: never the same as healthy. */
export interface Skipped {
  readonly cause: string;
  readonly why: string;
}

/** What all checks say of one host; root causes come first. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  /** Why the host can't be called healthy though nothing may have been found; empty where all that decides is known. */
  readonly unjudged: readonly string[];
}

/** Names a finding on its host: `cause:subject`. */
export const findingKey = (finding: Pick<Finding, 'cause' | 'subject'>): string =>
  `${finding.cause}:${finding.subject}`;
