import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askWho } from '../../../src/collect/ask-probe.ts';
import { compose } from '../../../src/collect/compose.ts';
import type { Collector } from '../../../src/collect/define-collector.ts';
import { sectionsOf } from '../../../src/collect/frames.ts';
import { namedPathsOf } from '../../../src/collect/third-round/named-paths.ts';
import { phpSettingsOf } from '../../../src/collect/third-round/php-settings.ts';
import type { Fact } from '../../../src/facts/fact.ts';
import type { FactValues } from '../../../src/facts/host-facts.ts';
import { shells, withShell } from '../shells.ts';

const NOBODY = { from: 'process', uid: 65_534, gid: 65_534, groups: [] } as const;
let folder = '';

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'suture named-')));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'closed'), { mode: 0o700 });
  mkdirSync(join(folder, 'open'));
  chmodSync(join(folder, 'open'), 0o777);
  writeFileSync(join(folder, 'closed/x'), '');
  writeFileSync(join(folder, 'file'), '', { mode: 0o644 });
  symlinkSync('open', join(folder, 'link'));
  mkdirSync(join(folder, 'etc/conf.d'), { recursive: true });
  writeFileSync(
    join(folder, 'etc/php.ini'),
    '; open_basedir = /no\nopen_basedir = "/srv:/tmp" ; why\nmemory_limit = 1\n',
  );
  writeFileSync(join(folder, 'etc/conf.d/10-x.ini'), "auto_prepend_file='/a b.php'\n");
  writeFileSync(join(folder, 'open/.user.ini'), 'auto_prepend_file = /gone.php\n');
  writeFileSync(join(folder, 'closed/.user.ini'), 'auto_prepend_file = /gone.php\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

async function ask<Name extends 'namedPaths' | 'phpSettings'>(
  shell: string,
  collector: Collector<Name>,
): Promise<FactValues[Name]> {
  const fact: Fact<FactValues[Name]> = await withShell(shell, async (session) => {
    const script = compose({ prelude: askWho, lanes: [[collector]] }, 'suture-named', 10);
    const asked = await session.ask(script, { timeoutMs: 20_000, maxOutputBytes: 1_000_000 });
    if (!asked.ok) throw new Error(asked.error.message);
    return collector.parse(sectionsOf(asked.value.stdout, 'suture-named').get(collector.fact));
  });
  if (fact.state !== 'known') throw new Error(fact.why);
  return fact.value;
}

describe.each(shells)('under %s', (shell) => {
  test('what stands at each path is told, and what a user may do at the nearest that is there', async () => {
    const paths = ['closed/x', 'open/new/deep', 'file', 'link/y'].map((name) => join(folder, name));
    const found = await ask(shell, namedPathsOf({ paths, users: [{ user: 'nobody', worker: NOBODY }] }));
    expect(
      found.map(({ state, nearest, may, mount }) => [state.kind, nearest.slice(folder.length), may, mount !== null]),
    ).toEqual([
      ['file', '/closed/x', [{ user: 'nobody', letters: '' }], true],
      ['missing', '/open', [{ user: 'nobody', letters: 'rwx' }], true],
      ['file', '/file', [{ user: 'nobody', letters: 'r' }], true],
      ['missing', '/link', [{ user: 'nobody', letters: 'rwx' }], true],
    ]);
    expect(found[0]?.state.folders.at(-1)).toMatchObject({ path: join(folder, 'closed'), mode: '0700', exists: true });
    expect(found[3]?.state.realPath).toBe(join(folder, 'open/y'));
  });

  test('settings are told with their lines, a site’s own as its user may read them', async () => {
    const sites = ['open', 'closed', 'none'].map((name) => ({ folder: join(folder, name), worker: NOBODY }));
    const found = await ask(shell, phpSettingsOf({ folders: [join(folder, 'etc')], sites }));
    expect(found.map(({ key, value, file, line }) => [key, value, file.slice(folder.length), line])).toEqual([
      ['open_basedir', '/srv:/tmp', '/etc/php.ini', 2],
      ['auto_prepend_file', '/a b.php', '/etc/conf.d/10-x.ini', 1],
      ['auto_prepend_file', '/gone.php', '/open/.user.ini', 1],
    ]);
  });
});
