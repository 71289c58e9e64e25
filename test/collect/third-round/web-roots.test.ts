import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../../src/collect/compose.ts';
import { sectionsOf } from '../../../src/collect/frames.ts';
import { webRootsOf } from '../../../src/collect/third-round/web-roots.ts';
import { shells, withShell } from '../shells.ts';

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'web-roots-')));
  for (const name of ['full', 'empty', 'with space']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'full', 'index.php'), '');
  writeFileSync(join(folder, 'full', 'a\nb'), '');
  writeFileSync(join(folder, 'plain'), '');
  symlinkSync(join(folder, 'gone'), join(folder, 'link'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(shells)('in %s', (shell) => {
  test('tells what stands where', async () => {
    const asked = ['full', 'empty', 'with space', 'plain', 'link/public', 'no/such'].map((name) => join(folder, name));
    const collector = webRootsOf(asked);
    const told = await withShell(shell, async (session) => {
      const script = compose({ prelude: ':', lanes: [[collector]] }, 'suture-roots', 10);
      const said = await session.ask(script, { timeoutMs: 20_000, maxOutputBytes: 1_000_000 });
      if (!said.ok) throw new Error(said.error.message);
      return collector.parse(sectionsOf(said.value.stdout, 'suture-roots').get('webRoots'));
    });
    const none = { deadLink: null, unmounted: null, indexes: [] };
    expect(told).toMatchObject({
      state: 'known',
      value: [
        { ...none, path: asked[0], state: 'there', above: asked[0], indexes: ['index.php'] },
        { ...none, path: asked[1], state: 'empty', above: asked[1] },
        { ...none, path: asked[2], state: 'empty', above: asked[2] },
        { ...none, path: asked[3], state: 'no-folder', above: folder },
        {
          ...none,
          path: asked[4],
          state: 'missing',
          above: folder,
          deadLink: `${folder}/link -> ${folder}/gone`,
        },
        { ...none, path: asked[5], state: 'missing', above: folder },
      ],
    });
  });
});

test('what is no answer tells nothing', () => {
  const text = 'there|1|| nowhere';
  const bytes = Buffer.from(`root ${text.length}\n${text}\n`);
  expect(webRootsOf(['/srv']).parse({ stdout: '', bytes, exitStatus: 0 })).toEqual({ state: 'known', value: [] });
});
