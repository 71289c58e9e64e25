/** How a host's wall clock is read: its offset from UTC, and the one before it was last changed, where that is recent. */
export interface LogZone {
  readonly utcOffsetMinutes: number;
  /** Summer time began or ended within the look-back window: the offset until then (seconds since the epoch). */
  readonly before: { readonly utcOffsetMinutes: number; readonly until: number } | null;
}

/**
 * The times of a log's lines, oldest first, given as if the present offset had always held. Lines of before the clock
 * was set are put right; of an hour that came twice the later one is taken, unless a younger line forbids it.
 */
export function inZone(
  times: readonly number[],
  { utcOffsetMinutes, before }: LogZone,
  now: number,
): readonly number[] {
  if (before === null) return times;
  const set = (utcOffsetMinutes - before.utcOffsetMinutes) * 60;
  const put: number[] = [];
  let latest = now;
  for (const time of times.toReversed()) {
    const fits = (at: number, holds: boolean): boolean => holds && at <= latest + OUT_OF_ORDER;
    const earlier = time + set;
    const at = fits(time, time >= before.until) || !fits(earlier, earlier < before.until) ? time : earlier;
    put.push(at);
    latest = Math.min(latest, at);
  }
  return put.toReversed();
}

/** Processes that share a log each read the clock before they write. */
const OUT_OF_ORDER = 60;

/** A clock that no zone has runs no further from UTC than this, in minutes. */
const FURTHEST = 14 * 60;

/**
 * The zone that a file is written in. A program keeps the zone that it was started with, which need not be the host's;
 * its last line, given as if written in the host's, was written when the file last changed.
 */
export function zoneOfFile(zone: LogZone, lastLine: number, writtenAt: number): LogZone {
  const off = lastLine - writtenAt;
  const minutes = Math.round(off / 1800) * 30;
  const told = Math.abs(off - minutes * 60) <= 2 && minutes !== 0;
  const utcOffsetMinutes = zone.utcOffsetMinutes + minutes;
  return told && Math.abs(utcOffsetMinutes) <= FURTHEST ? { utcOffsetMinutes, before: null } : zone;
}
