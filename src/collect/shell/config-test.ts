import type { ConfigTest, UnreadFile } from '../../facts/programs.ts';
import { isOdd } from './follow-includes.ts';

/** A test that takes longer is ended: names that don't resolve, or a pipe that nobody writes to, would keep it for ever. */
const SECONDS = 8;

/** No program that is tested ends with this. */
const NOT_IN_TIME = 83;

/**
 * Defines `show_test NAMES CMD…`: what a program says of its configuration, its exit status, and who asked. Where the host
 * has `timeout`, it is ended after a while.
 */
export const testWords = String.raw`
in_time='
[ -n "$time_limit" ] || exec "$@"
$time_limit ${SECONDS} "$@"
ended=$?
case $ended in 124 | 137 | 143) ended=${NOT_IN_TIME} ;; esac
exit "$ended"
'
show_test() {
  of=$1
  shift
  block test "$(sheltered "$of" sh -c "$in_time" sh "$@" 2>&1 >&3; printf '\n%s %s' "$?" "$user_id")"
}
`;

/** Reads what `show_test` printed; null where it didn't come to an end. */
export function testOf(said: string): ConfigTest | null {
  const [, output = '', status, user] = /^(.*?)\n?(\d{1,3}) (\d+)$/s.exec(said) ?? [];
  if (status === undefined) return null;
  const test = { passed: status === '0', output: output.trim().slice(-MOST_OUTPUT) };
  if (Number(status) === NOT_IN_TIME) return { ...test, noVerdict: `did not end within ${SECONDS} s` };
  return test.passed || user === '0' || !lacksRights(output) ? test : { ...test, denied: true };
}

/** That a program wasn't asked, as it would open a pipe or a device; null where it was. */
export function notTested(unread: readonly UnreadFile[]): ConfigTest | null {
  const odd = unread.find(isOdd);
  return odd === undefined
    ? null
    : { passed: false, output: '', noVerdict: `was not run: it would open ${odd.path}, which is no regular file` };
}

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
