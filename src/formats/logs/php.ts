import { bounded, type LogEntry, plainEntry } from './entry.ts';
import { localTime } from './local-time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const LINE = /^\[(\d\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d) ([\w/+:-]{1,64})\] PHP ([A-Z][\w ]*?): +(.*)$/s;

/**
 * Reads a line of the log that PHP's own `error_log` names; null for anything else, the lines of a stack trace included.
 * Its time is told in `date.timezone`, which the line names. Source: php_log_err_with_severity in main.c.
 */
export function parsePhpLog(line: string): LogEntry | null {
  const match = LINE.exec(bounded(line));
  if (match === null) return null;
  const [, day, monthName = '', year, hour, minute, second, zone = '', level = '', message = ''] = match;
  const month = MONTHS.indexOf(monthName) + 1;
  if (month === 0) return null;
  const wall = localTime([Number(year), month, Number(day), Number(hour), Number(minute), Number(second)], 0);
  const at = wall === null ? null : inZone(wall, zone);
  // What nginx passes on of PHP's words begins so too.
  return at === null ? null : plainEntry(at, level, `PHP ${level}:  ${message}`);
}

/** Seconds since the epoch of a wall clock's reading (as if it were UTC's) in a zone by name; null for no such zone. */
function inZone(wall: number, zone: string): number | null {
  if (zone === 'UTC') return wall;
  const first = offsetAt(wall, zone);
  // The zone's offset then, not the one at the same reading of UTC's clock.
  return first === null ? null : wall - (offsetAt(wall - first, zone) ?? first);
}

function offsetAt(seconds: number, zone: string): number | null {
  const format = formatOf(zone);
  if (format === null) return null;
  const part = Object.fromEntries(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = newFormat(zone);
  // A host may name as many zones as it likes.
  if (formats.size < 100) formats.set(zone, made);
  return made;
}

function newFormat(timeZone: string): Intl.DateTimeFormat | null {
  const numeric = 'numeric';
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  } catch {
    return null;
  }
}
