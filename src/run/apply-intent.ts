import type { HostRecord } from './record.ts';

/** What applying needs to know beyond the plan. */
export interface ApplyIntent {
  readonly run: string;
  /** `user@machine` of the person who runs Suture; the host's lock and log name them. */
  readonly who: string;
  /** Until a host that hears nothing more undoes by itself. */
  readonly confirmWithinSeconds: number;
  /** Resolves once what was seen of a host is on the runner's disk; rejects where it can't be kept. */
  readonly keepEvidence: (seen: HostRecord) => Promise<void>;
}
