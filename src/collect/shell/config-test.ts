import type { ConfigTest } from '../../facts/programs.ts';

/** Defines `show_test NAMES CMD…`: what a program says of its configuration, its exit status, and who asked. */
export const testWords = String.raw`
show_test() { block test "$(sheltered "$@" 2>&1 >&3; printf '\n%s %s' "$?" "$user_id")"; }
`;

/** Reads what `show_test` printed; null where it didn't come to an end. */
export function testOf(said: string): ConfigTest | null {
  const [, output = '', status, user] = /^(.*?)\n?(\d{1,3}) (\d+)$/s.exec(said) ?? [];
  if (status === undefined) return null;
  const test = { passed: status === '0', output: output.trim().slice(-MOST_OUTPUT) };
  return test.passed || user === '0' || !lacksRights(output) ? test : { ...test, denied: true };
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
