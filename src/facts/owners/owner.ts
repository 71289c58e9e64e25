import type { Address } from '../../formats/address.ts';
import type { Supervisor } from './supervisor.ts';

/** Whose an address is. "Unknown" is an answer; that it is nobody's is said only with all that was searched. */
export type Owner =
  | PoolOwner
  /** A systemd unit: one that listens there, whose files say so, or that told the journal so once. */
  | {
      readonly kind: 'service';
      readonly unit: string;
      readonly known: 'listens' | 'declares' | 'listened-before';
      /** The line that says so; null where the listening process does. */
      readonly by: FileLine | null;
    }
  | { readonly kind: 'container'; readonly engine: string; readonly name: string; readonly running: boolean }
  /** A file that no unit reads: of an init script, a supervisor, a compose file. */
  | { readonly kind: 'named'; readonly by: FileLine }
  /** A program that a supervisor keeps, or an init script starts. */
  | {
      readonly kind: 'supervised';
      readonly supervisor: Supervisor;
      /** What the supervisor says of it, in its own words; null where it was not asked or didn't say. */
      readonly state: string | null;
      readonly by: FileLine;
    }
  /** A pool in a file that no PHP-FPM of the host reads. */
  | { readonly kind: 'set-aside'; readonly pool: string; readonly user: string; readonly by: FileLine }
  | {
      readonly kind: 'process';
      readonly pid: number;
      readonly user: string;
      readonly command: string;
      /** Seconds since the epoch. */
      readonly since: number;
    }
  | { readonly kind: 'elsewhere'; readonly host: string }
  | { readonly kind: 'nobody'; readonly searched: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string };

/** A PHP-FPM pool that listens there, or that is written to. */
interface PoolOwner {
  readonly kind: 'pool';
  /** The pool's id. */
  readonly pool: string;
  readonly unit: string | null;
}

/** A line of a file of the host's. */
interface FileLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** An address that routes ask, with its owner. */
export interface OwnedAddress {
  readonly address: Address;
  /** The ids of the routes that ask there. */
  readonly routes: readonly string[];
  /** Whether a process listens there now. */
  readonly listening: boolean;
  readonly owner: Owner;
  /** Sentences on who else it may be, each a reason against taking the address for nobody's. */
  readonly doubts: readonly string[];
}
