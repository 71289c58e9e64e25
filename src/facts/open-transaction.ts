/** A transaction that some run has on a host, and that isn't settled to its end: whoever made it, from whatever machine. */
export interface OpenTransaction {
  /** The transaction's id: its run's, with `-after` for that of a playbook's blocks. */
  readonly id: string;
  readonly state: TransactionState;
  /** Who made it, as `user@machine`, and when; empty where it doesn't say. */
  readonly who: string;
  readonly since: string;
  /** Whether a process on the host is at it just now: it changes something, or undoes it. */
  readonly atWork: boolean;
  /** When its switch fires, in seconds since the epoch by the host's clock; null where none waits, or nobody could be asked. */
  readonly firesAt: number | null;
  /** Whether something on the host waits to undo it; null where its init couldn't be asked. */
  readonly armed: boolean | null;
  /** What it changes, or has changed: the first of its paths. */
  readonly paths: readonly string[];
  /** What the host keeps to take it back: a script of root's alone, one that isn't, or none. */
  readonly undo: 'roots' | 'others' | 'none';
}

/** How far a transaction has come. `undone` and `confirmed` stand here only while the host's lock is still theirs. */
type TransactionState = (typeof TRANSACTION_STATES)[number];

/** Every state that a transaction can be in, in the order in which it comes to them. */
export const TRANSACTION_STATES = [
  'preparing',
  'applying',
  'applied',
  'undoing',
  'undo-failed',
  'undone',
  'confirmed',
] as const;

/** The run that a transaction belongs to. */
export const runOfTransaction = (id: string): string => id.replace(/-after$/, '');
