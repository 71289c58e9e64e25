import { expect, test } from 'vitest';

import { runCommand } from './command.ts';

/** The clock is set, the shell is killed, the host restarted, a file edited, the disk filled, the runner killed. */
const rounds = ['--seed', '23', '--rounds', '6'];

test('six rounds of chaos leave each host as before or repaired', { timeout: 600_000 }, async () => {
  const env = { SUTURE_LAB: 'chaos-short' };
  const { status, stdout, stderr } = await runCommand(process.execPath, ['scripts/chaos.mjs', ...rounds], env);
  expect(status, `${stdout}${stderr}`).toBe(0);
});
