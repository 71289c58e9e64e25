import { expect, test } from 'vitest';

import { runCommand } from './command.ts';

/** These seeds have the runner killed, the way lost, the shell killed, the host restarted and the disk full. */
const rounds = ['--seed', '100', '--rounds', '6'];

test('a few rounds of chaos leave each host as before or repaired', async () => {
  const env = { SUTURE_LAB: 'chaos-short' };
  const { status, stdout, stderr } = await runCommand(process.execPath, ['scripts/chaos.mjs', ...rounds], env);
  expect(status, `${stdout}${stderr}`).toBe(0);
});
