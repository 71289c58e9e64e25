import { expect, test } from 'vitest';
import { heldShell } from '../../../src/transport/become/held-shell.ts';

const sudo = { method: 'sudo', user: 'root', password: null } as const;
const held = { exitCode: 126, signal: null, stdout: Buffer.alloc(0), stderr: 'sh: 1: sh: Permission denied\n' };

test('a shell that may start nothing is told from a script that fails', () => {
  expect(heldShell(sudo, held)).toMatchObject({
    reason: 'become-refused',
    message: 'sudo became root, who may start no program there: sh: 1: sh: Permission denied',
    hint: expect.stringContaining('Defaults:USER !noexec') as string,
  });
  expect(heldShell(sudo, { ...held, exitCode: 143 })).toBeNull();
  expect(heldShell(null, held)).toBeNull();
  expect(heldShell(sudo, { ...held, stdout: Buffer.from('it ran') })).toBeNull();
  expect(heldShell(sudo, { ...held, exitCode: 1 })).toBeNull();
  expect(heldShell(sudo, { ...held, stderr: 'sh: 1: nft: not found' })).toBeNull();
});
