import { shellQuote } from '../formats/shell-quote.ts';
import { type ReadScript, readScript } from '../transport/script.ts';
import { ABSENT, type Collector } from './define-collector.ts';
import { sectionWords } from './shell/words.ts';

/** A probe: what is found out once for all snippets, and the snippets, in lanes that run side by side. */
export interface Probe {
  /** Sets and exports variables; what it prints is lost. */
  readonly prelude: string;
  readonly lanes: readonly (readonly Collector[])[];
}

/**
 * Composes snippets to one script for any POSIX sh. Each runs in a shell of its own, for at most `mostSeconds`, with
 * bounded output, is held in memory, and comes out whole as `BOUNDARY name status bytes`. Nothing is written on the host.
 */
export function compose({ prelude, lanes }: Probe, boundary: string, mostSeconds: number): ReadScript {
  const frame = ({ fact, seconds, maxBytes, script }: Collector): string => {
    if (script === '') return `nothing ${shellQuote(fact)}`;
    const question = shellQuote(`${sectionWords}${script}`);
    return `frame ${shellQuote(fact)} ${Math.min(seconds, mostSeconds)} ${maxBytes} ${question} </dev/null`;
  };
  /** No program is started to find out whether a question is asked. */
  const asked = (collector: Collector): string => {
    if (collector.when === null) return frame(collector);
    const patterns = collector.when.map((words) => `*${shellQuote(words)}*`).join(' | ');
    return `case $told in ${patterns}) ${frame(collector)} ;; *) unasked ${shellQuote(collector.fact)} ;; esac`;
  };
  // Every lane gathers its own answers at once and passes on those of the lanes before it afterwards.
  const stage = (collectors: readonly Collector[], index: number): string =>
    ['{', ...collectors.map(asked), ...(index === 0 ? [] : ['cat']), '}'].join('\n');
  return readScript(`${head(boundary)}
prelude() {
${prelude.trim()}
}
probe() {
prelude >/dev/null
${lanes.map(stage).join(' | ')}
}
probe </dev/null 2>/dev/null
`);
}

// The status travels on descriptor 3, past the `head` that would swallow it; the last line is cut off again, so that
// newlines at the end of an answer survive the command substitution.
const head = (boundary: string): string => String.raw`LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset IFS CDPATH ENV BASH_ENV GREP_OPTIONS GREP_COLORS POSIXLY_CORRECT SYSTEMD_PAGER
umask 077
bounded() { shift; "$@"; }
time_limit=
if timeout -k 1 1 true 2>/dev/null; then
  bounded() { timeout -k 1 "$@"; }
  time_limit='timeout -k 1'
fi
export time_limit
letter=$(printf '\303\251')
count() { count=${'${#1}'}; }
[ "${'${#letter}'}" -eq 2 ] || count() { count=$(printf '%s' "$1" | wc -c); count=$((count)); }
frame() {
  answer=$({
    ended=$({ { bounded "$2" sh -c "$4" 3>&- 4>&-; echo "$?" >&3; } | head -c "$3" >&4; } 3>&1)
    printf '\n%s' "$ended"
  } 4>&1)
  status=${'${answer##*"$newline"}'}
  answer=${'${answer%"$newline"*}'}
  show "$1" "$status"
}
unasked() {
  answer='nothing on the host calls for it'
  show "$1" ${ABSENT}
}
nothing() {
  answer=
  show "$1" 0
}
show() {
  told=$told$newline$answer
  count "$answer"
  printf '%s %s %s %s\n%s\n' ${boundary} "$1" "$2" "$count" "$answer"
}
told=
newline='
'`;
