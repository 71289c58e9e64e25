import type { ChangedSince, Holder } from '../transaction/event.ts';

/** How confirming a run on a host ended. */
export type ConfirmOutcome =
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'already-confirmed' }
  /** The switch or a person was faster: the host is as it was before the run. */
  | { readonly kind: 'already-undone' }
  /** The run isn't ready to be confirmed; its state: `applying`, `undoing`, `undo-failed`, or `none` where nothing is known of it. */
  | { readonly kind: 'nothing-open'; readonly state: string }
  | SettleRefused;

/** How undoing a run on a host ended. */
export type UndoOutcome =
  | { readonly kind: 'undone'; readonly kept: readonly KeptAside[] }
  /** Nothing was touched: somebody changed these paths since. */
  | { readonly kind: 'changed-since'; readonly paths: readonly ChangedSince[] }
  /** Nothing was touched: another run holds the host. */
  | { readonly kind: 'locked'; readonly holder: Holder }
  | { readonly kind: 'already-undone' }
  /** Nothing to undo; the run's state on this host, `none` where nothing is known of it. */
  | { readonly kind: 'nothing-to-undo'; readonly state: string }
  | { readonly kind: 'failed'; readonly failures: readonly string[] }
  | SettleRefused;

/**
 * The host settles nothing: `no-root`, `unsafe-state` (what it keeps of the run isn't root's alone), or `at-work` (a
 * process of its own is at the run just now).
 */
export interface SettleRefused {
  readonly kind: 'refused';
  readonly reason: string;
  readonly why: string;
}

/** Somebody's newer version of a file, and where it was put. */
interface KeptAside {
  readonly path: string;
  readonly keptAs: string;
}

/** What an undo would do and meet on a host. */
export interface UndoPreview {
  /** The state of the run's transaction on this host: `confirmed`, `applied`, `undone`, `none`, … */
  readonly state: string;
  readonly paths: readonly PreviewedPath[];
  readonly units: readonly { readonly verb: string; readonly unit: string }[];
}

/** A path that the run changed, and whose work stands there now. */
export interface PreviewedPath {
  readonly change: string;
  readonly kind: 'file' | 'attributes' | 'socket' | 'directory' | 'created' | 'removed' | 'link' | 'folder' | 'command';
  readonly verdict: 'ours' | 'original' | 'theirs' | 'gone' | 'live';
  /** For a command the one that takes it back, or why none does. */
  readonly path: string;
  /** What stands there and what an undo would put there: a file's text, or `uid:gid:mode`; null where it isn't shown. */
  readonly now: string | null;
  readonly then: string | null;
  /** The later run whose work stands there; null where there is none. */
  readonly by: string | null;
}
