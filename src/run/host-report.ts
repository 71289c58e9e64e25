import type { Finding, Skipped } from '../checks/finding.ts';
import { type Change, changesNothing } from '../plan/change.ts';
import type { Note } from '../plan/plan.ts';

/** How a host fared. `healthy` and `unhealthy` are `check`'s, the others `run`'s and `rollback`'s; some end both. */
export type HostStatus =
  | 'healthy'
  | 'unhealthy'
  | 'unknown'
  | 'ok'
  | 'would-change'
  | 'changed'
  | 'rolled-back'
  | 'refused'
  | 'needs-approval'
  | 'unreachable'
  | 'failed';

/** What went wrong on a host, worded for a person; the reason is stable, kebab-case. */
export interface HostError {
  readonly reason: string;
  readonly message: string;
  readonly hint: string | null;
}

/** A site and what it answered, with the address that its requests go to. */
export interface SiteView {
  readonly site: string;
  readonly url: string;
  readonly status: number | null;
  readonly error: string | null;
  readonly upstream: string | null;
  /** Why its answer to us is no word on what visitors get; null where it is. */
  readonly notJudged: string | null;
  /** It says 404 because PHP sees no script where it is told to look, and that isn't for want of a file. */
  readonly scriptUnseen: boolean;
}

/** How many answered, how many failed, and of those that weren't asked, or not as a visitor asks, why. */
export interface AnswerCounts {
  readonly answered: number;
  readonly broken: number;
  readonly notAsked: readonly { readonly why: string; readonly count: number }[];
}

/** How a host was judged by answers: of its sites, and of their routes, those to which no request comes aside. */
export interface AskedView extends AnswerCounts {
  readonly routes: AnswerCounts;
}

/** What visitors of a site met, by its access logs; times are ISO 8601 in UTC. */
export interface VisitsView {
  /** Null for what can't be told apart. */
  readonly site: string | null;
  readonly logs: readonly string[];
  readonly requests: number;
  readonly since: string | null;
  /** Whether older requests inside the window were too many to be read. */
  readonly cut: boolean;
  /** How many requests ended with each status of 500 or more. */
  readonly failed: Readonly<Record<string, number>>;
  /** The pages that failed most. */
  readonly pages: readonly {
    readonly page: string | null;
    readonly route: string | null;
    readonly status: number;
    readonly count: number;
    readonly first: string;
    readonly last: string;
  }[];
}

/** Something that happened to a host; `at` is ISO 8601 in UTC. */
export interface TimelineView {
  readonly at: string;
  readonly kind: 'boot' | 'package' | 'file' | 'unit' | 'error';
  readonly text: string;
}

/** What a look at a host found. */
export interface LookView {
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  readonly sites: readonly SiteView[];
  readonly asked: AskedView;
  /** What the access logs tell of requests that failed. */
  readonly visitors: readonly VisitsView[];
  /** What happened to a sick host of late, newest last; empty for a healthy one. */
  readonly timeline: readonly TimelineView[];
  /** Why the timeline may lack something. */
  readonly timelineGaps: readonly string[];
}

/** A change, and how far it got. */
export interface ChangeView {
  readonly id: string;
  readonly kind: Change['kind'];
  readonly step: string;
  readonly finding: string | null;
  readonly summary: string;
  /** Redacted, safe to show and to keep; empty for what has none. */
  readonly diff: string;
  readonly state: 'planned' | 'done' | 'undone' | 'failed' | 'skipped';
  /** It belongs to `on_failure` or `always`, and so to the run's second transaction on the host. */
  readonly afterwards?: true;
}

/** What a block would do, once the steps have ended. */
export interface AfterwardsView {
  readonly block: 'on_failure' | 'always';
  /** In a line each. */
  readonly changes: readonly string[];
  /** Why nothing can be planned for it as things are. */
  readonly why: string | null;
}

/** Whether it leaves the host as it is: a test, or a wait. */
export const leavesHostAsIs = ({ kind }: Pick<ChangeView, 'kind'>): boolean => changesNothing({ kind });

/** Something that a plan rests on, and what was found in its place. */
export interface Difference {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** Why nothing is done about a finding. */
export interface RefusalView {
  readonly finding: string | null;
  readonly why: string;
}

/** Everything that a run says of one host; each host of a run has exactly one. */
export interface HostReport extends LookView {
  readonly host: string;
  readonly status: HostStatus;
  readonly elapsedMs: number;
  readonly changes: readonly ChangeView[];
  readonly refused: readonly RefusalView[];
  readonly needsApproval: readonly string[];
  /** What the playbook tells of this host. */
  readonly notes: readonly Note[];
  /** What somebody must say yes to before anything is begun on it. */
  readonly questions: readonly Note[];
  /** Null where there was nothing to rehearse. */
  readonly rehearsed: boolean | null;
  readonly whyNotRehearsed: string | null;
  readonly verify: { readonly before: LookView; readonly after: LookView } | null;
  /** Faults that were seen only once what hid them was cured; what is said of them in `findings` is still there. */
  readonly revealed: readonly Finding[];
  /** What was announced for afterwards; what came of it is among the changes. */
  readonly afterwards: readonly AfterwardsView[];
  readonly error: HostError | null;
  /** Why a plan doesn't fit its host any more; empty where it does. */
  readonly differences: readonly Difference[];
}

/** The result of a whole run. */
export interface RunReport {
  readonly run: string;
  readonly command: 'check' | 'run' | 'apply' | 'rollback' | 'undo' | 'confirm';
  /** True when nothing was to be changed: `--check`. */
  readonly dry: boolean;
  readonly elapsedMs: number;
  readonly hosts: readonly HostReport[];
  /** The plan that was saved, or applied. */
  readonly plan?: SavedPlanView;
}

/** A plan's file, as people and scripts speak of it. */
export interface SavedPlanView {
  readonly file: string;
  /** SHA-256 of its content, hex. */
  readonly hash: string;
  readonly by: string;
  readonly version: string;
  readonly playbook: string;
  /** ISO 8601 in UTC. */
  readonly madeAt: string;
  readonly expiresAt: string;
  /** How many hosts it is for, and which. */
  readonly hosts: number;
  readonly hostNames: readonly string[];
  /** Who has signed it, where that was asked for and holds: the signer's name and the key's fingerprint. */
  readonly signedBy?: string;
}
