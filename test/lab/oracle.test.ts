import { expect, test } from 'vitest';

import { runCommand } from './command.ts';

/** Routes of all kinds and owners, and ways of failing; a search takes more of them (docs/lab.md). */
const drawn = ['--seeds', '20', '--seed', '300'];

test('twenty drawn hosts are called healthy only where every route answers', { timeout: 600_000 }, async () => {
  const env = { SUTURE_LAB: 'oracle-short' };
  const { status, stdout, stderr } = await runCommand(process.execPath, ['scripts/oracle.mjs', ...drawn], env);
  expect(status, `${stdout}${stderr}`).toBe(0);
});
