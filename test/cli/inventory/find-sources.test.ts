import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/base/user-error.ts';
import { loadInventory } from '../../../src/cli/load-inventory.ts';

const folder = mkdtempSync(join(tmpdir(), 'suture-sources-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

/** A file in a folder of its own. */
function file(name: string, text: string, mode = 0o644): string {
  count += 1;
  const path = join(folder, String(count), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

async function said(path: string): Promise<string> {
  try {
    await loadInventory({ inventory: [path] });
  } catch (error) {
    if (error instanceof UserError) return error.message.replaceAll(`${dirname(path)}/`, '');
    throw error;
  }
  return '';
}

describe('an executable that is no good is a mistake', () => {
  const byHand = '\n  hint: run it by hand, and see what it prints';
  test.each([
    ['exit 3', 'hosts:1:1: with `--list` this executable failed: exit status 3'],
    [
      'echo the cloud is away >&2; exit 1',
      'hosts:1:1: with `--list` this executable failed: exit status 1: the cloud is away',
    ],
    ['kill -9 $$', 'hosts:1:1: with `--list` this executable failed: signal SIGKILL'],
    ['echo nonsense', `hosts:1:1: with \`--list\` this printed no JSON object${byHand}`],
    [':', `hosts:1:1: with \`--list\` this printed no JSON object${byHand}`],
    ["echo '[1]'", `hosts:1:1: with \`--list\` this printed no JSON object${byHand}`],
    [`echo '{"web": 7}'`, 'hosts:1:1: this printed the hosts of group `web` as a number, not a list'],
    [`echo '{"web": ["a", 7]}'`, 'hosts:1:1: this printed the hosts of group `web`, and not all of them are names'],
    [
      `echo '{"web": {"hosts": [], "vars": []}}'`,
      'hosts:1:1: this printed the vars of group `web` as a list, not a mapping',
    ],
    [`echo '{"a": {"children": ["b"]}, "b": {"children": ["a"]}}'`, 'hosts:1:1: group `a` contains itself: a → b → a'],
    [`[ $1 = --list ] && echo '{"web": ["a"]}'`, 'hosts:1:1: with `--host a` this failed: exit status 1'],
  ])('%s', async (script, mistake) => {
    expect(await said(file('hosts', `#!/bin/sh\n${script}\n`, 0o755))).toContain(mistake);
  });
});

describe('a file with the wrong permissions', () => {
  test('is no program without `#!`: its lines are never run', async () => {
    const proof = join(folder, 'proof');
    const { hosts } = await loadInventory({ inventory: [file('hosts', `touch x=${proof}\n`, 0o755)] });
    expect([...hosts.keys()]).toEqual(['touch']);
  });

  test('is a mistake where nobody may run a script', async () => {
    const mistake = 'hosts:1:1: this is a script, and nobody may run it\n  hint: chmod +x ';
    expect(await said(file('hosts', '#!/bin/sh\n'))).toContain(mistake);
  });
});

describe('what is no inventory is said', () => {
  test.each([
    ['hosts.toml', '[web]', "this is TOML, which isn't read here"],
    ['hosts', 'all:\n  hots:\n', 'hosts:2:3: `hots` is not known in group `all`'],
    ['hosts', 'web:\n\thosts:\n', 'hosts:2:1: a tab indents this line'],
    ['hosts', '[web\na b\n', 'hosts:2:3: `name=value` is expected here'],
    ['hosts.ini', 'all:\n', "hosts.ini:1:1: the name of a host doesn't end with a colon"],
    ['hosts.yml', '[web]\na b\n', 'hosts.yml:2:3: `name=value` is expected here'],
    ['hosts.json', '{"web": {"hots": {}}}', 'hosts.json:1:10: `hots` is not known in group `web`'],
    ['group_vars/all.yml', '- a', ''],
  ])('%s: %j', async (name, text, mistake) => expect(await said(file(name, text))).toContain(mistake));

  test('in group_vars and host_vars too, all at once', async () => {
    const hosts = file('hosts', 'a b\n[web]\nc\n');
    const beside = dirname(hosts);
    mkdirSync(join(beside, 'group_vars'));
    mkdirSync(join(beside, 'host_vars'));
    writeFileSync(join(beside, 'group_vars/web.yml'), '- a\n');
    writeFileSync(join(beside, 'host_vars/c.yml'), 'a: [\n');
    expect((await said(hosts)).match(/^\S+:\d+:\d+:/gm)).toEqual([
      'hosts:1:3:',
      'group_vars/web.yml:1:1:',
      expect.stringContaining('host_vars/c.yml:'),
    ]);
  });
});
