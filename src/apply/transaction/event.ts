/** What a transaction tells while it happens, line by line; texts come from the host and are bounded, not trusted. */
export type TransactionEvent =
  | { readonly kind: 'locked' }
  | { readonly kind: 'held'; readonly holder: Holder }
  | { readonly kind: 'refused'; readonly reason: string; readonly why: string }
  | ({ readonly kind: 'drift' } & Drift)
  | { readonly kind: 'armed'; readonly by: 'systemd' | 'sleeper'; readonly seconds: number }
  | { readonly kind: 'change'; readonly change: string; readonly state: ChangeState; readonly output: string }
  | { readonly kind: 'gate'; readonly change: string; readonly passed: boolean; readonly output: string }
  | { readonly kind: 'applied' }
  | { readonly kind: 'interrupted' }
  /** Another process settled the transaction while it was applied: the switch, or a person. */
  | { readonly kind: 'overtaken'; readonly state: string }
  /** Because of a change's id, `interrupted`, `switch` or `operator`. */
  | { readonly kind: 'undoing'; readonly because: string }
  | ({ readonly kind: 'restored' } & Restored)
  | {
      readonly kind: 'unit';
      readonly verb: string;
      readonly unit: string;
      readonly done: boolean;
      readonly output: string;
    }
  /** How a command's own undo ended; one that can't be taken back is `done` and says so. */
  | {
      readonly kind: 'undid';
      readonly change: string;
      readonly command: string;
      readonly done: boolean;
      readonly output: string;
    }
  | ({ readonly kind: 'changed-since'; readonly change: string } & ChangedSince)
  | { readonly kind: 'undone' }
  | { readonly kind: 'undo-refused' }
  | { readonly kind: 'undo-failed' }
  | { readonly kind: 'confirmed' }
  /** There was nothing to settle; the state that the transaction has: `confirmed`, `undone`, `none`, … */
  | { readonly kind: 'settled'; readonly state: string };

/** How far a change is. */
type ChangeState = 'begun' | 'done' | 'failed';

/** Who holds a host's lock, in the words of its owner file. */
export interface Holder {
  readonly run: string;
  readonly who: string;
  readonly since: string;
  /** The state of the holder's transaction: `preparing`, `applying`, `applied`, `undoing`, `undo-failed`, `none`. */
  readonly state: string;
  /** Whether its dead man's switch still waits: one that is gone, as after a reboot, undoes nothing any more. */
  readonly armed: boolean;
}

/** One difference between what the plan expects and what the host has. */
export interface Drift {
  readonly change: string;
  /** `sha256`, `inode`, `attributes`, `kind`, `listener`, `active`, `enabled`, `folder`. */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** A path that isn't as the run has left it; the later run that did it, null where it was somebody else. */
export interface ChangedSince {
  readonly path: string;
  readonly by: string | null;
}

/** What an undo did at one path; `left` is a folder that isn't empty, `keptAs` the place of somebody's newer version. */
interface Restored {
  readonly change: string;
  readonly how: 'restored' | 'already' | 'kept-theirs' | 'left' | 'failed';
  readonly path: string;
  readonly keptAs: string | null;
}
