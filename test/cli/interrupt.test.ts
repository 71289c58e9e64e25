import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltCli, buildCli, type Doorbell, doorbell } from './built-cli.ts';

let cli: BuiltCli;
let door: Doorbell;

beforeAll(async () => {
  cli = buildCli();
  door = await doorbell();
  cli.write({ 'fleet.yml': `all:\n  hosts:\n    web01: { ansible_host: 127.0.0.1, ansible_port: ${door.port} }\n` });
});
afterAll(() => {
  cli.dispose();
  door.dispose();
});

/** Starts a command that waits for a host that says nothing, and interrupts it once it has knocked there. */
async function interrupted(words: string, signal: string) {
  const before = door.rung();
  const ended = cli.shell(
    `exec 3>pid.${signal}; $SUTURE ${words} -i fleet.yml --connect-timeout 60 & echo $! >&3; wait $!; exit $?`,
  );
  while (door.rung() === before) await new Promise((resolve) => setImmediate(resolve));
  await cli.shell(`kill -${signal} "$(cat pid.${signal})"`);
  return ended;
}

describe('a command that waits for its hosts ends at once, with exit code 130 and a report,', () => {
  test.each([
    ['INT', 'check'],
    ['TERM', 'check'],
    ['INT', 'run fix-502 --check'],
    ['INT', 'run fix-502 --yes'],
  ])('on SIG%s: %s', async (signal, words) => {
    const { exitCode, stdout, stderr } = await interrupted(words, signal);
    expect(exitCode).toBe(130);
    expect(stderr).toBe('suture: interrupted\n');
    expect(stdout).toContain('(run-interrupted)\n  1 host: web01\n');
  });
});

test('a run that was interrupted has an end in its journal', async () => {
  const { stdout } = await cli.suture(['history']);
  expect(stdout).toMatch(/1 refused {2}exit 130\n$/);
});
