import type { ConfigTest } from '../../facts/programs.ts';

/** Defines `show_test NAMES CMD…`: what a program says of its configuration, its exit status, and who asked. */
export const testWords = String.raw`
show_test() { block test "$(sheltered "$@" 2>&1 >&3; printf '\n%s %s' "$?" "$user_id")"; }
`;

/** What `show_test` printed; `denied` has the words that show that whoever asked merely lacked rights. */
export interface TestSaid {
  readonly test: ConfigTest;
  readonly denied: string | null;
}

/** Reads what `show_test` printed; null where it didn't come to an end. */
export function testOf(said: string): TestSaid | null {
  const [, output = '', status, user] = /^(.*?)\n?(\d{1,3}) (\d+)$/s.exec(said) ?? [];
  if (status === undefined) return null;
  const test = { passed: status === '0', output: output.trim().slice(-MOST_OUTPUT) };
  const lines = test.passed || user === '0' ? [] : output.split('\n');
  const denied = lines.find((text) => /permission denied|operation not permitted/i.test(text));
  return { test, denied: denied?.trim().slice(0, 300) ?? null };
}

/** The last words count: that's where a program names what it stopped at. */
const MOST_OUTPUT = 16 * 1024;
