import { expect, test } from 'vitest';

import { runCommand } from './command.ts';

/** The runner is killed, the shell is killed, the disk is full, the connection is reset, the way is lost, the file is edited. */
const rounds = ['--seed', '509', '--rounds', '6'];

test('six rounds of chaos leave each host as before or repaired', { timeout: 600_000 }, async () => {
  const env = { SUTURE_LAB: 'chaos-short' };
  const { status, stdout, stderr } = await runCommand(process.execPath, ['scripts/chaos.mjs', ...rounds], env);
  expect(status, `${stdout}${stderr}`).toBe(0);
});
