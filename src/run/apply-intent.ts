/** What applying needs to know beyond the plan. */
export interface ApplyIntent {
  readonly run: string;
  /** `user@machine` of the person who runs Suture; the host's lock and log name them. */
  readonly who: string;
  /** Until a host that hears nothing more undoes by itself. */
  readonly confirmWithinSeconds: number;
}
