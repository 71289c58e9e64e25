import { known, unknown } from '../../facts/fact.ts';
import type { LogLine } from '../../facts/log-line.ts';
import { logLinesOf } from '../../facts/log-lines.ts';
import { shellCommand, shellQuote } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { blocksOf, linesOf } from '../shell/blocks.ts';

/** Which logs to read, from when on, and how their times are written. */
export interface LogQuestion {
  readonly files: readonly { readonly program: LogLine['program']; readonly path: string }[];
  readonly units: readonly { readonly program: LogLine['program']; readonly name: string }[];
  /** The nginx whose compiled-in log counts too, with the folder that relative paths start from. */
  readonly nginx: { readonly binary: string; readonly prefix: string } | null;
  /** Seconds since the epoch, and the host's minutes east of UTC. */
  readonly since: number;
  readonly utcOffsetMinutes: number;
}

/** The last lines of these logs, oldest first. Source: the files' last 256 KiB, and journalctl(1). */
export const logLinesFor = (question: LogQuestion): Collector<'logLines'> =>
  defineCollector({
    fact: 'logLines',
    seconds: 15,
    maxBytes: 6 * 1024 * 1024,
    script: script(question),
    parse: ({ bytes }) => {
      const lines: LogLine[] = [];
      let head: readonly string[] = [];
      for (const { name, text } of blocksOf(bytes)) {
        if (name === 'unreadable') return unknown(`${linesOf(text)[0] ?? ''} is not readable: needs root`);
        if (name === 'log') head = text.split('\t');
        if (name !== 'text') continue;
        const [program, source = '', first] = head;
        if (program !== 'nginx' && program !== 'php-fpm') continue;
        const firstLine = first === undefined || first === '' ? null : Number(first);
        lines.push(...logLinesOf(program, source, text, firstLine, question.since, question.utcOffsetMinutes));
      }
      return known(lines.sort((one, other) => one.at - other.at));
    },
  });

function script({ files, units, nginx, since, utcOffsetMinutes }: LogQuestion): string {
  const from = shellQuote(nginxTime(since, utcOffsetMinutes));
  return [
    words,
    ...files.map(({ program, path }) => `show_log ${program} ${shellQuote(path)} ${program === 'nginx' ? from : "''"}`),
    ...(nginx === null ? [] : [`show_built_in ${shellCommand([nginx.binary, nginx.prefix])} ${from}`]),
    ...(units.length === 0
      ? []
      : ['if command -v journalctl >/dev/null && { [ -d /run/log/journal ] || [ -d /var/log/journal ]; }; then']),
    ...units.map(({ program, name }) => `show_unit ${program} ${shellQuote(name)} ${Math.floor(since)}`),
    ...(units.length === 0 ? [] : ['fi']),
    'exit 0\n',
  ].join('\n');
}

/** As nginx writes it: `2026/11/21 09:05:00`, in which later is greater. */
const nginxTime = (at: number, utcOffsetMinutes: number): string =>
  new Date((Math.floor(at) + utcOffsetMinutes * 60) * 1000)
    .toISOString()
    .slice(0, 19)
    .replaceAll('-', '/')
    .replace('T', ' ');

// Of nginx's logs only the lines since then leave the host. A log too large to be counted has no line numbers.
const words = String.raw`
shown=$nl
show_log() {
  case $shown in *"$nl$2$nl"*) return ;; esac
  shown=$shown$2$nl
  [ -f "$2" ] || return
  if [ ! -r "$2" ]; then block unreadable "$2"; return; fi
  size=$(stat -L -c %s "$2") start=0 before=0
  if [ "$size" -gt 262144 ]; then
    start=$((size - 262144)) before=
    [ "$size" -gt 33554432 ] || before=$(head -c "$start" "$2" | wc -l)
  fi
  text=$(tail -c "+$((start + 1))" "$2" | head -c 262144 | awk -v since="$3" -v cut="$start" '
    NR == 1 && cut > 0 { next }
    !on && (since == "" || (/^[0-9][0-9][0-9][0-9]\// && substr($0, 1, 19) >= since)) { on = 1; print NR }
    on { print }')
  [ -n "$text" ] || return
  first=${'${text%%"$nl"*}'}
  [ -z "$before" ] || before=$((before + first))
  block log "$1$tab$2$tab$before"
  block text "${'${text#*"$nl"}'}"
}
show_built_in() {
  path=$("$1" -V 2>&1 | sed -n 's/.* --error-log-path=\([^ ]*\).*/\1/p')
  path=${'${path:-logs/error.log}'}
  case $path in stderr) return ;; /*) ;; *) path=${'${2%/}'}/$path ;; esac
  show_log nginx "$path" "$3"
}
show_unit() {
  text=$(journalctl -q --no-pager -o short-unix -n 200 -u "$2" --since "@$3" | head -c 131072)
  [ -n "$text" ] || return
  block log "$1${'${tab}'}journal:$2$tab"
  block text "$text"
}
`;
