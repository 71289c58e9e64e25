import { parseFpmLog } from '../formats/logs/fpm.ts';
import { parseJournalLine } from '../formats/logs/journal.ts';
import { parseNginxErrorLog } from '../formats/logs/nginx-error.ts';
import { wholeEntries } from '../formats/logs/whole-entries.ts';
import type { LogLine } from './log-line.ts';

/** No more lines than these are kept of one log: the newest. */
export const MOST_LINES = 1000;

/**
 * The lines of a piece of log that are no older than `since` (seconds since the epoch), oldest first. Source is the
 * file, or `journal:UNIT` for `journalctl -o short-unix`; firstLine is the number of the text's first line, where it
 * is known; files are read in the host's zone. What PHP wrote to nginx's log is read to its end; other continuation
 * lines and whatever else makes no sense are dropped.
 */
export function logLinesOf(
  program: LogLine['program'],
  source: string,
  text: string,
  firstLine: number | null,
  since: number,
  utcOffsetMinutes: number,
): readonly LogLine[] {
  const lines: LogLine[] = [];
  const entries =
    program === 'nginx' && !source.startsWith('journal:')
      ? wholeEntries(text)
      : text.split('\n').map((line, index) => ({ index, text: line }));
  for (const { index, text: raw } of entries) {
    const entry = source.startsWith('journal:') ? parseJournalLine(raw) : parseOf[program](raw, utcOffsetMinutes);
    if (entry === null || entry.at < since) continue;
    lines.push({ program, source, line: firstLine === null ? null : firstLine + index, ...entry });
  }
  return lines.slice(-MOST_LINES);
}

const parseOf = { nginx: parseNginxErrorLog, 'php-fpm': parseFpmLog } as const;
