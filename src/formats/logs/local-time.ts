/**
 * Seconds since the epoch of a wall-clock time in a zone so many minutes east of UTC; month counts from 1. Null where
 * there is no such time.
 */
export function localTime(
  [year, month, day, hour, minute, second]: readonly [number, number, number, number, number, number],
  utcOffsetMinutes: number,
): number | null {
  // A leap second is written as 60.
  if (hour > 23 || minute > 59 || second > 60) return null;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (date.getUTCMonth() !== month - 1 && second !== 60) return null;
  return date.getTime() / 1000 - utcOffsetMinutes * 60;
}
