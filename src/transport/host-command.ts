import { shellQuote } from '../formats/shell-quote.ts';
import type { Become } from '../inventory/inventory.ts';
import { becomeMethods, programOf } from './become/become-methods.ts';

/** How one script is to be run on the host. */
export interface HostCommand {
  readonly become: Become | null;
  /** Printed on both outputs once the right user's shell is there; random, so that nothing else can print it. */
  readonly marker: string;
  /** What the become program is told to ask with, as far as it can be told. */
  readonly prompt: string;
  /** Until the host's own `timeout` ends the script, and from there until it is killed. */
  readonly seconds: number;
  readonly graceSeconds: number;
  /** Whether the script goes on when nobody listens any more. */
  readonly whenCutOff: 'goes-on' | 'ends';
}

/**
 * The command that a login shell is given; it holds no secret and no script, and fits any shell: one line, single
 * quotes, no backslash. Its `sh -s` reads the script from standard input.
 */
export function hostCommand(command: HostCommand): string {
  const ready = readyScript(command);
  const { become, marker, prompt } = command;
  if (become === null) return line('exec sh -c "$1" sh', [ready]);
  const { call, words } = becomeMethods[become.method];
  const id = become.user === 'root' ? ['-u', '0'] : ['-un', become.user];
  const told = [`${marker}${shellBegan}`, `${marker}${notThere}`];
  return line(becomeScript(call), [ready, ...id, ...told, programOf(become), ...words(become, prompt)]);
}

/** What stands behind the marker on stderr once the login shell has come to our command, before anybody is asked. */
export const shellBegan = '-shell-began';

/** What stands behind the marker if the become program is not on the host. */
export const notThere = '-not-there';

const line = (script: string, words: readonly string[]): string =>
  ['exec', 'sh', '-c', script, 'sh', ...words].map(shellQuote).join(' ');

// A user who already is whom to become is not sent through a program, which may be missing there.
const becomeScript = (call: string): string =>
  [
    'LC_ALL=C; export LC_ALL',
    'ready=$1; is=$(id "$2"); want=$3; missing=$5; program=$6; echo "$4" >&2; shift 6',
    'if [ "$is" = "$want" ]; then exec sh -c "$ready" sh; fi',
    `if command -v "$program" >/dev/null 2>&1; then exec "$program" ${call}; fi`,
    'echo "$missing" >&2; exit 127',
  ].join('; ');

// What a login may take of the machine says nothing of the host's programs: a limit goes as high as it may.
const liftLimits =
  'for limit in v d f t n; do ulimit -$limit unlimited || ulimit -S -$limit "$(ulimit -H -$limit)"; done 2>/dev/null';

// Where `timeout -k` is missing or of another make, sh itself watches: it ends the script, if not what that started.
// A watch that can start no `sleep` ends nothing: the script fails by itself, and says why.
function readyScript({ marker, seconds, graceSeconds, whenCutOff }: HostCommand): string {
  return [
    'LC_ALL=C; PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH; cd /',
    liftLimits,
    ...(whenCutOff === 'goes-on' ? ['trap "" HUP PIPE'] : []),
    `echo ${marker}; echo ${marker} >&2`,
    `if timeout -k 1 1 true 2>/dev/null; then exec timeout -k ${graceSeconds} ${seconds} sh -s; fi`,
    'exec 3<&0; sh -s <&3 3<&- & script=$!',
    `(exec 3<&-; trap 'kill $nap; exit' TERM; sleep ${seconds} & nap=$!; wait $nap; case $? in 126 | 127) exit ;; esac; kill -TERM $script; sleep ${graceSeconds}; kill -KILL $script) </dev/null >/dev/null 2>&1 & watch=$!`,
    'exec 3<&-; wait $script; ended=$?; kill $watch 2>/dev/null; exit $ended',
  ].join('; ');
}

/**
 * Wraps a script so that sh reads all of it before it runs any, as a cut connection must not run half; and so that no
 * command in it can eat the rest, as its standard input is empty.
 */
export const wholeScript = (script: string): string => `{\n${script}\n} </dev/null\nexit\n`;
