import { bounded, type LogEntry, plainEntry } from './entry.ts';
import { fpmEntry, parseFpmLog } from './fpm.ts';
import { errnoOf, parseNginxErrorLog } from './nginx-error.ts';

const LINE = /^(\d{9,11}(?:\.\d{1,6})?) \S+ ([^\s[\]:]+)(?:\[(\d+)\])?: (.*)$/s;

/**
 * Reads a line of `journalctl -o short-unix`: what nginx, FPM or PHP wrote to stderr or syslog, or what systemd says of
 * their unit (level empty, unless the line has one of its own). The journal's time counts. Null for anything else.
 */
export function parseJournalLine(line: string): LogEntry | null {
  const match = LINE.exec(bounded(line));
  if (match === null) return null;
  const [, time, identifier = '', digits, text = ''] = match;
  const at = Number(time);
  const pid = digits === undefined ? null : Number(digits);
  const own = parseFpmLog(text, 0) ?? parseNginxErrorLog(text, 0);
  if (own !== null) return { ...own, at, pid: own.pid ?? pid };
  const [, fpmLevel, fpmMessage = ''] = /^\[(ALERT|ERROR|WARNING|NOTICE|DEBUG)\] (.*)$/s.exec(text) ?? [];
  if (fpmLevel !== undefined) return fpmEntry(at, fpmLevel, fpmMessage, pid);
  const [, nginxLevel, nginxMessage = ''] = /^nginx: \[([a-z]+)\] (.*)$/s.exec(text) ?? [];
  if (nginxLevel !== undefined) {
    return { ...plainEntry(at, nginxLevel, nginxMessage), pid, errno: errnoOf(nginxMessage) };
  }
  const phpLevel = /^PHP ([A-Z][\w ]*?): /.exec(text)?.[1];
  if (phpLevel !== undefined) return { ...plainEntry(at, phpLevel, text), pid };
  // systemd's pid 1 tells of the unit, not of a process of its own.
  return { ...plainEntry(at, '', text), pid: identifier === 'systemd' ? null : pid };
}
