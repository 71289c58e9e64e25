import type { ApplyIntent } from './apply-intent.ts';

/** What is taken back, and how. */
export interface TakeBack {
  /** The run to undo. */
  readonly of: string;
  /** The hosts that the run is known to have changed: one that knows nothing of it has lost its backups. */
  readonly begun: readonly string[];
  /** The hosts on which its playbook's blocks have a transaction too, which is undone first. */
  readonly afterwards: readonly string[];
  /** True for `--check`: say what would be restored, and write nothing. */
  readonly dry: boolean;
  /** Restore files that somebody changed since, keeping their version aside. */
  readonly force: boolean;
  /** Settles what is open, and leaves alone what was confirmed. */
  readonly onlyOpen: boolean;
  /** Another runner's run: only the hosts know of it, and what is at it there just now isn't stopped. */
  readonly fromElsewhere: boolean;
  readonly keepEvidence: ApplyIntent['keepEvidence'];
}
