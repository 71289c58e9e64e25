import { type LogEntry, plainEntry } from './entry.ts';
import { parseFpmLog } from './fpm.ts';
import type { WholeEntry } from './whole-entries.ts';

const HEAD = /^(\[[^\]]{20,32}\]) +\[pool ([^\]]*)\] pid (\d+)$/;

/**
 * Splits PHP-FPM's slow log into its entries: a head with time, pool and child, the script, and the calls that it is in,
 * the innermost first. Source: fpm_php_trace.c.
 */
export function slowEntries(text: string): readonly WholeEntry[] {
  const entries: { index: number; text: string }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const last = entries.at(-1);
    if (HEAD.test(line)) entries.push({ index, text: line });
    else if (last !== undefined && line !== '' && last.text.length < MOST) last.text += `\n${line}`;
  }
  return entries;
}

const MOST = 4096;

/** Reads an entry that `slowEntries` cut out: `[pool www] child 88, script '/a.php' is in sleep() /a.php:1`; null for nonsense. */
export function parseSlowEntry(text: string, utcOffsetMinutes: number): LogEntry | null {
  const [head = '', ...lines] = text.split('\n');
  const [, time = '', pool = '', pid = ''] = HEAD.exec(head) ?? [];
  // Its time is written as that of the other log is.
  const at = parseFpmLog(`${time} NOTICE: x`, utcOffsetMinutes)?.at;
  const script = lines.map((line) => /^script_filename = (.*)$/.exec(line)?.[1]).find((name) => name !== undefined);
  const call = lines.map((line) => /^\[0x[0-9a-f]+\] (.*)$/.exec(line)?.[1]).find((name) => name !== undefined);
  if (at === undefined || script === undefined) return null;
  const message = `[pool ${pool}] child ${pid}, script '${script}'${call === undefined ? ' is slow' : ` is in ${call}`}`;
  return { ...plainEntry(at, 'SLOW', message), pool, pid: Number(pid) };
}
