import { describe, expect, test } from 'vitest';
import { resolvedNamesOf } from '../../../src/collect/second-round/resolved-names.ts';
import { readScript } from '../../../src/transport/script.ts';
import { sectionWords } from '../../../src/collect/shell/words.ts';
import { shells, withShell } from '../shells.ts';

const parsed = (names: readonly string[], stdout: string) =>
  resolvedNamesOf(names).parse({ stdout, bytes: Buffer.from(stdout), exitStatus: 0 });

test('addresses are told once each, in the host’s order, and a name without any has none', () => {
  const said = '1 done\n0 ::1\n0 127.0.0.1\n0 127.0.0.1\n0 done\n';
  expect(parsed(['localhost', 'php.invalid'], said)).toEqual({
    state: 'known',
    value: [
      { name: 'localhost', addresses: ['::1', '127.0.0.1'] },
      { name: 'php.invalid', addresses: [] },
    ],
  });
});

test('a name of which the host said nothing makes all unknown: no address would be another thing', () => {
  expect(parsed(['localhost', 'php.internal'], '0 127.0.0.1\n0 done\n')).toMatchObject({ state: 'unknown' });
});

describe.each(shells)('under %s', (shell) => {
  test('this machine resolves its own name, and nothing of a name is run', async () => {
    const names = ['localhost', '$(echo localhost)'];
    const asked = await withShell(shell, (session) =>
      session.ask(readScript(`${sectionWords}${resolvedNamesOf(names).script}`), {
        timeoutMs: 9000,
        maxOutputBytes: 9999,
      }),
    );
    if (!asked.ok) throw new Error(asked.error.message);
    const fact = parsed(names, asked.value.stdout.toString());
    expect(fact).toMatchObject({
      value: [{ addresses: expect.arrayContaining(['127.0.0.1']) as string[] }, { addresses: [] }],
    });
  });
});
