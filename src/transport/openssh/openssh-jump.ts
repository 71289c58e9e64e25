import type { SessionError } from '../session.ts';
import type { Shared, SharedOnes } from '../sharing.ts';

/** A jump host that the system's ssh is logged in to, and that many hosts share. */
export interface OpenSshJump extends Shared {
  /** The command by which ssh goes through it. */
  readonly proxy: string;
  /** Begins to listen; what it gives says why what lies behind the jump host could not be reached since. */
  readonly listen: () => (where: string) => SessionError;
  readonly lostBecause: () => SessionError | null;
}

/** The jump hosts that a run's ssh is logged in to, by all the hops that they take. */
export type OpenSshJumps = SharedOnes<OpenSshJump>;
