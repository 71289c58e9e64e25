import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { followWords } from '../../../src/collect/shell/follow-includes.ts';
import { sectionWords } from '../../../src/collect/shell/words.ts';
import { shells } from '../shells.ts';

const folder = mkdtempSync(join(tmpdir(), 'suture-follow-'));
const at = (path: string): string => join(folder, path);
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  rmSync(at('etc'), { recursive: true, force: true });
  chmodSync(folder, 0o755);
  for (const each of ['etc', 'etc/conf.d', 'etc/private', 'etc/private/sub']) mkdirSync(at(each));
  writeFileSync(at('etc/conf.d/a.conf'), 'write /var/log/a\n');
  writeFileSync(at('etc/conf.d/b.conf'), 'write /var/log/b\n');
  writeFileSync(at('etc/private/sub/c.conf'), '');
});

/** What `follow` finds from a main file that includes these patterns, for a user who isn't root. */
function follow(
  shell: string,
  includes: readonly string[],
): { readonly files: readonly string[]; readonly unread: string; readonly leftOut: readonly string[] } {
  writeFileSync(at('etc/main'), includes.map((pattern) => `include ${pattern}\n`).join(''));
  const script = `${sectionWords}${followWords}user_id=65534\nfollow '{ print }' '${at('etc')}' '${at('etc/main')}'\nprintf '%s=%s=%s%s' "$files" "$unread" "$odd" "$large"`;
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const args = shell.endsWith('busybox') ? ['sh', '-s'] : ['-s'];
  const printed = execFileSync(shell, args, { input: script, encoding: 'utf8', cwd: '/', ...nobody });
  const [files = '', unread = '', leftOut = ''] = printed.replaceAll(`${folder}/`, '').split('=');
  return { files: files.trim().split('\n'), unread, leftOut: leftOut.split('\n').filter((path) => path !== '') };
}

describe.each(shells)('under %s', (shell) => {
  test('all that can be read is followed', () => {
    const found = follow(shell, ['conf.d/*.conf', 'none/*.conf', 'conf.d/none']);
    expect(found).toEqual({
      files: ['etc/main', 'etc/conf.d/a.conf', 'etc/conf.d/b.conf'],
      unread: '',
      leftOut: [],
    });
  });

  test('what is no regular file is not opened, and what is too large not read; both are named', () => {
    execFileSync('/usr/bin/mkfifo', [at('etc/conf.d/pipe.conf')]);
    symlinkSync('/dev/zero', at('etc/conf.d/link.conf'));
    writeFileSync(at('etc/conf.d/large.conf'), '');
    truncateSync(at('etc/conf.d/large.conf'), 3 * 1024 ** 3);
    const found = follow(shell, ['conf.d/*.conf', 'conf.d/*']);
    expect(found).toEqual({
      files: ['etc/main', 'etc/conf.d/a.conf', 'etc/conf.d/b.conf'],
      unread: '',
      leftOut: ['etc/conf.d/link.conf', 'etc/conf.d/pipe.conf', 'etc/conf.d/large.conf'],
    });
  });

  test('no more is read than a bound in all', () => {
    for (const name of 'cdefgh') writeFileSync(at(`etc/conf.d/${name}.conf`), 'x'.repeat(900_000));
    const { files, leftOut } = follow(shell, ['conf.d/*.conf']);
    expect(files.slice(-4)).toEqual(['c', 'd', 'e', 'f'].map((name) => `etc/conf.d/${name}.conf`));
    expect(leftOut).toEqual(['g', 'h'].map((name) => `etc/conf.d/${name}.conf`));
  });

  test.each([
    ['a file', 'conf.d/b.conf', 0o600, 'conf.d/*.conf', 'etc/conf.d/b.conf'],
    ['a folder that may not be listed', 'conf.d', 0o711, 'conf.d/*.conf', 'etc/conf.d'],
    ['a folder on the way', 'private', 0o700, 'private/sub/*.conf', 'etc/private'],
    ['a file in a folder that is closed', 'private', 0o700, 'private/sub/c.conf', 'etc/private'],
  ])('%s that may not be read is named', (_, path, mode, pattern, named) => {
    // Who runs the test owns the files, and isn't the owner of them for `nobody`.
    chmodSync(at(`etc/${path}`), process.getuid?.() === 0 ? mode : mode & 0o077);
    const { unread } = follow(shell, [pattern]);
    chmodSync(at(`etc/${path}`), 0o755);
    expect(unread).toBe(named);
  });
});
