import type { TimelineEntry } from './entry.ts';
import type { FirstError } from './first-error.ts';

/**
 * The first error, told by how long after what was done to the host last it came; `before` is in order. Where earlier
 * errors may have been missed, that is said instead: what was done after `since` had all lines around it read.
 */
export function saidAfter(
  { entry, mayBeOlder, cut }: FirstError,
  before: readonly TimelineEntry[],
  since: number | null,
): TimelineEntry {
  // That a host was booted is a moment, and no change that anybody made.
  const last = before.findLast(({ kind }) => kind !== 'boot');
  const change = last && (inForceBy(last, before) ?? last);
  if (mayBeOlder && (cut || since === null || (change?.at ?? 0) < since)) {
    return { ...entry, text: `${entry.text} (or earlier: no older line was read)` };
  }
  if (change === undefined) return entry;
  const seconds = Math.floor(entry.at) - Math.floor(change.at);
  return { ...entry, text: `${entry.text}, ${seconds === 0 ? 'right' : duration(seconds)} after ${change.text}` };
}

/** What a reload or a start put in force: the file or package that was changed shortly before it. */
function inForceBy(last: TimelineEntry, before: readonly TimelineEntry[]): TimelineEntry | undefined {
  if (last.kind !== 'unit' || !/ was (?:re)?(?:loaded|started)$| read its files/.test(last.text)) return undefined;
  return before.findLast(({ kind, at }) => (kind === 'file' || kind === 'package') && last.at - at <= SHORTLY);
}

const SHORTLY = 600;

/** `40 s`, `12 min`, `3 h`. */
function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
