import type { LogEntry } from '../formats/logs/entry.ts';
import { parseFpmLog } from '../formats/logs/fpm.ts';
import { journalEntries } from '../formats/logs/journal-entries.ts';
import { parseJournalLine } from '../formats/logs/journal.ts';
import { parseNginxErrorLog } from '../formats/logs/nginx-error.ts';
import { parsePhpLog } from '../formats/logs/php.ts';
import { parseSlowEntry, slowEntries } from '../formats/logs/slow.ts';
import { type WholeEntry, wholeEntries } from '../formats/logs/whole-entries.ts';
import type { LogLine } from './log-line.ts';
import { inZone, type LogZone, zoneOfFile } from './log-zone.ts';

/** No more lines than these are kept of one log: the newest. */
export const MOST_LINES = 1000;

/** How a log is written: by nginx, by PHP-FPM, by PHP itself, as PHP-FPM's slow log, or as journalctl tells it. */
export type LogForm = LogLine['program'] | 'slow' | 'journal';

/** A piece of a log: whose it is, where it was found, and when that was last written. */
export interface LogPiece {
  readonly form: LogForm;
  /** Whose unit it is, or whose file. */
  readonly program: LogLine['program'];
  /** The pool whose log it is alone; null for one that several share. */
  readonly pool: string | null;
  /** The file, or `journal:UNIT`. */
  readonly source: string;
  /** The number of the text's first line, where it is known. */
  readonly firstLine: number | null;
  /** Seconds since the epoch; null where that says nothing of its last line. */
  readonly writtenAt: number | null;
  readonly text: string;
}

/** From when on lines count, when they were asked for (seconds since the epoch), and how the host's clock is read. */
export interface LogWindow {
  readonly since: number;
  readonly now: number;
  readonly zone: LogZone;
}

/**
 * The lines of a piece of log that are inside the window, oldest first. What PHP wrote to nginx's log is read to its
 * end; other continuation lines and whatever else makes no sense are dropped.
 */
export function logLinesOf(piece: LogPiece, { since, now, zone }: LogWindow): readonly LogLine[] {
  const { form, program, pool, source, firstLine, writtenAt, text } = piece;
  const { split, parse, local } = FORMS[form];
  const read = split(text).flatMap(({ index, text: raw }) => {
    const entry = parse(raw, zone.utcOffsetMinutes);
    return entry === null ? [] : [{ index, entry }];
  });
  const told = read.map(({ entry }) => entry.at);
  const times = local ? putRight(told, { writtenAt, now, zone }) : told;
  const lines = read.flatMap(({ index, entry }, number): readonly LogLine[] => {
    const at = times[number] ?? entry.at;
    if (at < since) return [];
    const line = firstLine === null ? null : firstLine + index;
    const of = form === 'journal' && entry.message.startsWith('PHP ') ? 'php' : program;
    return [{ program: of, source, line, ...entry, at, pool: entry.pool ?? pool }];
  });
  return lines.slice(-MOST_LINES);
}

/** The times of lines that were read as if the host's present zone had always held for them. */
function putRight(
  times: readonly number[],
  { writtenAt, now, zone }: Pick<LogPiece, 'writtenAt'> & Pick<LogWindow, 'now' | 'zone'>,
): readonly number[] {
  const last = times.at(-1);
  const own = last === undefined || writtenAt === null ? zone : zoneOfFile(zone, last, writtenAt);
  if (own === zone) return inZone(times, zone, now);
  return times.map((time) => time - (own.utcOffsetMinutes - zone.utcOffsetMinutes) * 60);
}

interface Form {
  readonly split: (text: string) => readonly WholeEntry[];
  readonly parse: (text: string, utcOffsetMinutes: number) => LogEntry | null;
  /** Whether its times are a wall clock's, and don't say in which zone. */
  readonly local: boolean;
}

const lineByLine = (text: string): readonly WholeEntry[] =>
  text.split('\n').map((line, index) => ({ index, text: line }));

const FORMS: Readonly<Record<LogForm, Form>> = {
  nginx: { split: wholeEntries, parse: parseNginxErrorLog, local: true },
  'php-fpm': { split: lineByLine, parse: parseFpmLog, local: true },
  slow: { split: slowEntries, parse: parseSlowEntry, local: true },
  php: { split: lineByLine, parse: parsePhpLog, local: false },
  journal: { split: journalEntries, parse: parseJournalLine, local: false },
};
