import { bounded, type LogEntry, plainEntry } from './entry.ts';
import { localTime } from './local-time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const LINE =
  /^\[(\d\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d(?:\.\d{1,6})?)\] (ALERT|ERROR|WARNING|NOTICE|DEBUG): (?:pid (\d+), \w+\(\), line \d+: )?(.*)$/s;

/**
 * Reads a line of PHP-FPM's error log, of any log level; null for anything else, what PHP itself logs included.
 * Source: zlog.c.
 */
export function parseFpmLog(line: string, utcOffsetMinutes: number): LogEntry | null {
  const match = LINE.exec(bounded(line));
  if (match === null) return null;
  const [, day, monthName = '', year, hour, minute, second, level = '', pid, message = ''] = match;
  const month = MONTHS.indexOf(monthName) + 1;
  if (month === 0) return null;
  const whole = Math.floor(Number(second));
  const at = localTime([Number(year), month, Number(day), Number(hour), Number(minute), whole], utcOffsetMinutes);
  if (at === null) return null;
  return fpmEntry(at + Number(second) - whole, level, message, pid === undefined ? null : Number(pid));
}

/** An entry of FPM's, with the pool and the child that its message names. */
export function fpmEntry(at: number, level: string, message: string, writer: number | null): LogEntry {
  const [, pool = null, child] = /^\[pool ([^\]]*)\] (?:child (\d+)\b)?/.exec(message) ?? [];
  return { ...plainEntry(at, level, message), pool, pid: child === undefined ? writer : Number(child) };
}
