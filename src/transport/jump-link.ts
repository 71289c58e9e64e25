import type { Result } from '../base/result.ts';
import type { SessionError } from './session.ts';
import type { Shared, SharedOnes } from './sharing.ts';
import type { Wire } from './wire.ts';

/** An open way through a jump host, which many hosts share. */
export interface JumpLink extends Shared {
  /** Has the jump host connect to what lies behind it. */
  readonly forward: (
    to: { readonly address: string; readonly port: number },
    withinMs: number,
  ) => Promise<Result<Wire, SessionError>>;
  /** Why the jump host was lost; null while it isn't. */
  readonly lostBecause: () => SessionError | null;
}

/** The ways through jump hosts that a run has open, or tries to open, by all the hops that they take. */
export type JumpLinks = SharedOnes<JumpLink>;
