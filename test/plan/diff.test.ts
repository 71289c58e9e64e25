import { expect, test } from 'vitest';
import type { WriteFile } from '../../src/plan/change.ts';
import { diffOf } from '../../src/plan/diff.ts';

const write = (before: string, after: string): WriteFile => ({
  id: 'c1',
  step: 'set_listen_owner',
  finding: null,
  summary: '',
  kind: 'write-file',
  path: '/etc/php/8.2/fpm/pool.d/www.conf',
  expect: { sha256: 'aa', inode: 1, uid: 0, gid: 0, owner: 'root', group: 'root', mode: '0644' },
  before,
  after,
});

test('a file change is a unified diff that patch could read', () => {
  expect(diffOf(write('[www]\nlisten.owner = root\n', '[www]\nlisten.owner = www-data\n'))).toBe(
    [
      '--- /etc/php/8.2/fpm/pool.d/www.conf\tbefore',
      '+++ /etc/php/8.2/fpm/pool.d/www.conf\tafter',
      '@@ -1,2 +1,2 @@',
      ' [www]',
      '-listen.owner = root',
      '+listen.owner = www-data',
      '',
    ].join('\n'),
  );
});

test('a change of thousands of lines is named, not searched for minutes', () => {
  const lines = (word: string): string => Array.from({ length: 9000 }, (_, line) => `${word} ${line}`).join('\n');
  expect(diffOf(write(lines('a'), lines('b')))).toBe('/etc/php/8.2/fpm/pool.d/www.conf: more than 2000 lines change\n');
});
