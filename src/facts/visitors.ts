/** What visitors' requests came to, by one access log, in the look-back window and since nginx last read its files. */
export interface AccessLog {
  /** The file. */
  readonly source: string;
  /** The sites that write to it; only one that has a log of its own is known by the file alone. */
  readonly sites: readonly string[];
  /** Requests of visitors; Suture's own are told by what they call themselves, and not counted. */
  readonly requests: number;
  /** The first of them, in seconds since the epoch; null where there is none. */
  readonly from: number | null;
  /** Whether older requests inside the window were too many to be read. */
  readonly cut: boolean;
  /** What failed with a status of 500 or more, the most frequent first; past so many, the rest is one without a page. */
  readonly failed: readonly FailedPage[];
}

/** A page that failed visitors. */
export interface FailedPage {
  readonly status: number;
  /** Without its query; null where the log doesn't have it, or for the rest. */
  readonly page: string | null;
  /** The host that was asked for, where the log has it. */
  readonly host: string | null;
  readonly count: number;
  /** Seconds since the epoch. */
  readonly first: number;
  readonly last: number;
}
