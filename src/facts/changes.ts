import type { PackageEntry } from '../formats/logs/dpkg.ts';

/** What happened to a host of late that its programs don't know of. Source: proc(5) uptime, dpkg.log, dnf.rpm.log. */
export interface HostChanges {
  /** Seconds since the epoch. */
  readonly bootedAt: number | null;
  /** Those of the last day, oldest first; null where no package manager's log could be read. */
  readonly packages: readonly PackageEntry[] | null;
  /** From when on log lines were read, seconds since the epoch; not in records of before that was kept. */
  readonly logsSince?: number;
}

/** How far back changes are looked for, in seconds: the cause may be older than the first error that is still in a log. */
export const CHANGES_WINDOW = 86_400;
