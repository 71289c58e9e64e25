import { expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { readScript, writeScript } from '../../src/transport/script.ts';
import type { ReadSession, WriteSession } from '../../src/transport/session.ts';

// Each line under @ts-expect-error must fail to compile; `tsc` reports the one that doesn't.
const answer = ok({ exitCode: 0, signal: null, stdout: Buffer.alloc(0), stderr: '' });
const limits = { timeoutMs: 1, maxOutputBytes: 1 };
const reading: ReadSession = { host: 'web01', ask: async () => Promise.resolve(answer) };

export const whatMustNotCompile = {
  performing: (): keyof ReadSession =>
    // @ts-expect-error a session for reading has no method that writes
    'perform',
  disguising: (session: ReadSession) =>
    // @ts-expect-error a script that writes can't be asked as a question
    session.ask(writeScript('rm -rf /'), limits),
  asking: (session: ReadSession) =>
    // @ts-expect-error nor can a bare text, which nobody has vouched for
    session.ask('rm -rf /', limits),
  widening: (session: ReadSession): WriteSession =>
    // @ts-expect-error a session for reading isn't one for writing
    session,
};

test('a session for reading takes scripts that only look', async () => {
  expect(await reading.ask(readScript('true'), limits)).toBe(answer);
});
