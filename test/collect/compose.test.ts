import { describe, expect, test } from 'vitest';
import { collectFacts } from '../../src/collect/collect-facts.ts';
import { compose } from '../../src/collect/compose.ts';
import { type Collector, defineCollector, type Section } from '../../src/collect/define-collector.ts';
import { sectionsOf } from '../../src/collect/frames.ts';
import type { FactValues } from '../../src/facts/host-facts.ts';
import { unknown } from '../../src/facts/fact.ts';
import { shells, withShell } from './shells.ts';

const boundary = 'suture-test';

interface Limits {
  readonly seconds?: number;
  readonly maxBytes?: number;
  readonly when?: readonly string[];
}

const question = (fact: keyof FactValues, script: string, limits: Limits = {}): Collector =>
  defineCollector({ fact, script, ...limits, parse: () => unknown('not read here') });

async function run(shell: string, ...lanes: readonly (readonly Collector[])[]): Promise<ReadonlyMap<string, Section>> {
  return withShell(shell, async (session) => {
    const script = compose({ prelude: 'shared=yes; export shared; echo noise', lanes }, boundary, 30);
    const asked = await session.ask(script, { timeoutMs: 10_000, maxOutputBytes: 1_000_000 });
    if (!asked.ok) throw new Error(asked.error.message);
    expect(asked.value.stderr).toBe('');
    return sectionsOf(asked.value.stdout, boundary);
  });
}

describe.each(shells)('under %s a composed script', (shell) => {
  const one = async (script: string, limits: Limits = {}): Promise<Section | undefined> =>
    (await run(shell, [question('memory', script, limits)])).get('memory');

  test.each([
    ['text', 'printf text', 'text'],
    ['newlines at both ends', String.raw`printf '\n\na\n\n\n'`, '\n\na\n\n\n'],
    ['nothing', ':', ''],
    ['only a newline', 'echo', '\n'],
    ['letters beyond ASCII', String.raw`printf 'b\303\274hl'`, 'bühl'],
    ['a forged frame', String.raw`printf '${boundary} units 0 2\nno\n'`, `${boundary} units 0 2\nno\n`],
    ['quotes and dollars', String.raw`printf '%s' "it's \$HOME"`, "it's $HOME"],
  ])('hands over %s unchanged', async (_, script, expected) => {
    expect(await one(script)).toMatchObject({ stdout: expected, exitStatus: 0 });
  });

  test('keeps bytes that are no UTF-8', async () => {
    expect((await one(String.raw`printf '\377\200x\n'`))?.bytes).toEqual(Buffer.from([0xff, 0x80, 0x78, 0x0a]));
  });

  test('tells how a section ended', async () => {
    expect(await one('echo said; exit 7')).toMatchObject({ stdout: 'said\n', exitStatus: 7 });
  });

  test('goes on after a section that fails, takes its input or redefines words', async () => {
    const sections = await run(shell, [
      question('memory', 'cat; frame() { :; }; exec >/dev/null; exit 3'),
      question('units', 'echo "$shared"; read -r line || echo "no input"'),
    ]);
    expect(sections.get('memory')?.exitStatus).toBe(3);
    expect(sections.get('units')).toMatchObject({ stdout: 'yes\nno input\n', exitStatus: 0 });
  });

  test('ends a section that takes too long, and only that', async () => {
    const sections = await run(shell, [question('memory', 'sleep 30', { seconds: 1 }), question('units', 'echo here')]);
    expect([124, 137, 143]).toContain(sections.get('memory')?.exitStatus);
    expect(sections.get('units')?.stdout).toBe('here\n');
  });

  test('bounds a section that never stops to print', async () => {
    expect((await one('yes', { maxBytes: 1000 }))?.bytes.length).toBe(1000);
  });

  test('has the answers of all lanes, also of those that are larger than a pipe', async () => {
    const large = question('memory', 'head -c 200000 /dev/zero | tr "\\0" x');
    const sections = await run(shell, [large], [question('units', 'echo b')], [question('nginx', 'echo c')]);
    expect([...sections.keys()].sort()).toEqual(['memory', 'nginx', 'units']);
    expect(sections.get('memory')?.bytes.length).toBe(200_000);
  });

  test.each([
    ['its words were said', ['it’s (28: no', '*?['], 'here\n', 0],
    ['one of them was said', ['nobody', 'space)'], 'here\n', 0],
    ['they were said in another lane', ['elsewhere'], 'nothing on the host calls for it', 10],
    ['they would match only as patterns', ['spa*)', 's[p]ace'], 'nothing on the host calls for it', 10],
  ])('asks what depends on earlier answers where %s', async (_, when, stdout, exitStatus) => {
    const sections = await run(
      shell,
      [question('nginx', 'echo elsewhere')],
      [
        question('memory', `echo "a: it’s (28: no space) *?[" `),
        question('units', ':'),
        question('limits', 'echo here', { when }),
      ],
    );
    expect(sections.get('limits')).toMatchObject({ stdout, exitStatus });
  });

  test('asks this machine everything without a word on stderr', async () => {
    const facts = await withShell(shell, async (session) => {
      const quiet = {
        ...session,
        ask: async (...args: Parameters<typeof session.ask>) => {
          const asked = await session.ask(...args);
          if (asked.ok) expect(asked.value).toMatchObject({ exitCode: 0, stderr: '' });
          return asked;
        },
      };
      return collectFacts(quiet, { sinceSeconds: 60, timeoutMs: 30_000 });
    });
    if (!facts.ok) throw new Error(facts.error.message);
    const { identity, memory, unixListeners, tcpListeners, accounts } = facts.value;
    for (const fact of [identity, memory, unixListeners, tcpListeners, accounts]) expect(fact.state).toBe('known');
  }, 30_000);
});
