import { known, unknown } from '../../facts/fact.ts';
import type { LogLine } from '../../facts/log-line.ts';
import { type LogForm, logLinesOf } from '../../facts/log-lines.ts';
import type { LogZone } from '../../facts/log-zone.ts';
import { shellCommand, shellQuote } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { blocksOf, linesOf } from '../shell/blocks.ts';
import { logWords } from './log-words.ts';

/** A log file, how it is written, and whose alone it is. */
export interface LogFile {
  readonly form: Exclude<LogForm, 'journal'>;
  readonly path: string;
  readonly pool: string | null;
}

/** Which logs to read, from when on, and how their times are written. */
export interface LogQuestion {
  readonly files: readonly LogFile[];
  /** Folders of PHP-FPM's configurations, beside or below which php.ini stands; it may name a log too. */
  readonly phpIni: readonly string[];
  /** Units, and whether their journal is where their program's errors go. */
  readonly units: readonly { readonly program: LogLine['program']; readonly name: string; readonly isLog: boolean }[];
  /** Seconds since the epoch, and the host's minutes east of UTC at that time. */
  readonly since: number;
  readonly now: number;
  readonly utcOffsetMinutes: number;
}

/**
 * The last lines of these logs, oldest first: of files that were written to since then, rotated ones too, the last
 * 256 KiB each. Source: the files, and journalctl(1).
 */
export const logLinesFor = (question: LogQuestion): Collector<'logLines'> =>
  defineCollector({
    fact: 'logLines',
    seconds: 15,
    maxBytes: 6 * 1024 * 1024,
    script: script(question),
    parse: ({ bytes }) => {
      const lines: LogLine[] = [];
      const files = [...question.files];
      let zone: LogZone = { utcOffsetMinutes: question.utcOffsetMinutes, before: null };
      let head: readonly string[] = [];
      for (const { name, text } of blocksOf(bytes)) {
        const window = { since: question.since, now: question.now, zone };
        if (name === 'unreadable') return unknown(`${linesOf(text)[0] ?? ''} is not readable: needs root`);
        if (name === 'astray') return unknown(linesOf(text)[0] ?? '');
        if (name === 'clock-set') zone = { ...zone, before: setOf(text) };
        if (name === 'php') files.push({ form: 'php', path: text, pool: null });
        if (name === 'log') head = text.split('\t');
        if (name !== 'text') continue;
        const [source = '', first, time] = head;
        const unit = question.units.find((each) => source === `journal:${each.name}`);
        const file = fileNamed(source, files);
        const place = { source, firstLine: numberOf(first), writtenAt: numberOf(time), text };
        if (unit !== undefined) {
          lines.push(...logLinesOf({ ...place, form: 'journal', program: unit.program, pool: null }, window));
        } else if (file !== undefined) {
          const program = file.form === 'slow' ? 'php-fpm' : file.form;
          lines.push(...logLinesOf({ ...place, form: file.form, program, pool: file.pool }, window));
        }
      }
      return known(lines.sort((one, other) => one.at - other.at));
    },
  });

/** The file itself, or the one of which this is a rotated one: `error.log.1`, `error.log-20261121.gz`. */
const fileNamed = (name: string, files: readonly LogFile[]): LogFile | undefined =>
  files.find(({ path }) => path === name) ??
  files.find(({ path }) => name.startsWith(path) && /^(?:\.[1-9]|-\d)/.test(name.slice(path.length)));

const numberOf = (digits: string | undefined): number | null =>
  digits !== undefined && /^\d{1,15}$/.test(digits) ? Number(digits) : null;

/** `+0100 1795262429`: the offset that held until then. */
function setOf(text: string): LogZone['before'] {
  const [, sign, hours, minutes, until] = /^([+-])(\d\d)(\d\d) (\d+)$/.exec(text) ?? [];
  if (until === undefined) return null;
  const offset = Number(hours) * 60 + Number(minutes);
  return { utcOffsetMinutes: sign === '-' ? -offset : offset, until: Number(until) };
}

function script({ files, phpIni, units, since, now, utcOffsetMinutes }: LogQuestion): string {
  const from = wallClock(since, utcOffsetMinutes);
  const window = [String(Math.floor(since)), String(Math.floor(now)), zoneName(utcOffsetMinutes), from];
  const journals = units.flatMap(({ name, isLog }) => [name, isLog ? '1000' : '200']);
  return [
    logWords,
    shellCommand(['set_window', ...window]),
    shellCommand(['set', '--', ...files.map(({ path }) => path)]),
    ...phpIni.map((folder) => `php_log ${shellQuote(folder)} && set -- "$@" "$found"`),
    'show_logs "$@"',
    shellCommand(['show_journals', ...journals]),
    'exit 0\n',
  ].join('\n');
}

/** As nginx writes it: `2026/11/21 09:05:00`, in which later is greater. */
const wallClock = (at: number, utcOffsetMinutes: number): string =>
  new Date((Math.floor(at) + utcOffsetMinutes * 60) * 1000)
    .toISOString()
    .slice(0, 19)
    .replaceAll('-', '/')
    .replace('T', ' ');

/** As date(1) writes it: `+0100`. */
function zoneName(utcOffsetMinutes: number): string {
  const minutes = Math.abs(utcOffsetMinutes);
  const digits = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${utcOffsetMinutes < 0 ? '-' : '+'}${digits.join('')}`;
}
