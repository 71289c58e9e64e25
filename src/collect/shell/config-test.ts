import type { ConfigTest, UnreadFile } from '../../facts/programs.ts';
import { isOdd } from './follow-includes.ts';

/** A test that takes longer is ended: names that don't resolve, or a pipe that nobody writes to, would keep it for ever. */
const SECONDS = 8;

/**
 * Defines `show_test CMD…`: what a program says of its configuration, its exit status, and who asked. It runs in a view of its
 * own; where the host has `timeout`, it is ended after a while. Who isn't root has no view: then it runs as it is, if it may
 * open nothing of `writes` to write, and so can't make anything.
 */
export const testWords = String.raw`
show_test() {
  [ -z "$time_limit" ] || set -- $time_limit ${SECONDS} "$@"
  block test "$({
    if [ "$user_id" = 0 ]; then in_view "$@"
    elif may_write; then printf '%s\nnot' "$path" >&2
    else "$@"; printf '\n%s' "$?" >&2; fi
  } 2>&1 >&3; printf ' %s' "$user_id")"
}
may_write() {
  path=
  IFS=$nl
  set -f
  for path in $writes; do
    case $path in /dev/* | /proc/*) path= && continue ;; /*) ;; *) break ;; esac
    while [ ! -e "$path" ] && [ -n "$path" ]; do path=${'${path%/*}'}; done
    if [ -w "${'${path:-/}'}" ]; then break; fi
    path=
  done
  set +f
  unset IFS
  [ -n "$path" ]
}
`;

/** Reads what `show_test` printed; null where it didn't come to an end. */
export function testOf(said: string): ConfigTest | null {
  const [, output = '', status, user] = /^(.*?)\n?(\d{1,3}|not) (\d+)$/s.exec(said) ?? [];
  if (status === undefined) return null;
  const test = { passed: status === '0', output: output.trim().slice(-MOST_OUTPUT) };
  const noVerdict = test.passed
    ? null
    : status === 'not'
      ? whyNotRun(test.output, user)
      : whyNone(output, status, user);
  return noVerdict === null ? test : { ...test, noVerdict };
}

/** That a program wasn't asked, as it would open a pipe, a device, or what others led it to; null where it was. */
export function notTested(unread: readonly UnreadFile[]): ConfigTest | null {
  const odd = unread.find(isOdd);
  return odd === undefined
    ? null
    : {
        passed: false,
        output: '',
        noVerdict: `was not run: it would open ${odd.path}, which ${odd.why.replace(/: it was .*/, '')}`,
      };
}

function whyNotRun(output: string, user: string | undefined): string {
  const last = output.slice(output.lastIndexOf('\n') + 1).replace(/^\S*sh: (?:line )?\d+: /, '');
  return user === '0'
    ? `was not run: it would leave traces here: ${last}`
    : `was not run: it might write to ${last}, which needs root`;
}

function whyNone(output: string, status: string, user: string | undefined): string | null {
  if (status === '124') return `did not end within ${SECONDS} s`;
  return whyNoVerdict(output, status) ?? (user !== '0' && lacksRights(output) ? 'needs root' : null);
}

/** Why a test that ended badly says nothing of the configuration; null where it does. */
export function whyNoVerdict(output: string, status: string): string | null {
  const signal = SIGNALS[Number(status) - 128];
  if (signal !== undefined) return `was ended by ${signal}`;
  if (/Read-only file system/.test(output)) return 'wanted to write where it may only look';
  if (/No space left on device/.test(output)) return 'opened files that are too large to copy to memory';
  if (/Too many open files/.test(output)) return 'wanted to open more files than who asks may';
  if (/Cannot allocate memory|failed to map segment|Out of memory/i.test(output)) return 'ran out of memory';
  return null;
}

/** By which somebody else ends a program, or a limit of who started it; a crash is its own. Source: signal(7). */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  9: 'SIGKILL',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
};

/** Whether the first complaint that counts, nginx's `[emerg]` or PHP-FPM's `ERROR`, is about rights: warnings come before. */
function lacksRights(output: string): boolean {
  const lines = output.split('\n');
  const first = lines.find((line) => /\[emerg\]|\bERROR:/.test(line));
  return (first === undefined ? lines : [first]).some((line) =>
    /permission denied|operation not permitted/i.test(line),
  );
}

/** The last words count: that's where a program names what it stopped at. */
const MOST_OUTPUT = 16 * 1024;
