import type { LogLine } from './log-line.ts';
import type { Process } from './system.ts';

/**
 * Log lines with the part of a second that can be known: no line is older than the process that wrote it. nginx's and
 * PHP-FPM's logs have whole seconds, and starts and reloads are told to the hundredth; of a line in the same second it is
 * only known by its writer which came first. In doubt it stays the older one: what persists is written again.
 */
export function withWriterTimes(lines: readonly LogLine[], processes: readonly Process[]): readonly LogLine[] {
  const starts = new Map(processes.map(({ pid, startedAt }) => [pid, startedAt]));
  return lines.map((line) => {
    const start = line.pid === null || line.program === 'php' ? undefined : starts.get(line.pid);
    const inThatSecond = start !== undefined && Number.isInteger(line.at) && Math.floor(start) === line.at;
    return inThatSecond ? { ...line, at: start } : line;
  });
}
