import { expect, test } from 'vitest';
import type { Change, WriteFile } from '../../src/plan/change.ts';
import { diffOf } from '../../src/plan/diff.ts';

const write = (before: string, after: string): WriteFile => ({
  id: 'c1',
  step: 'set_listen_owner',
  finding: null,
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

const base = { id: 'c1', step: 'file', finding: null, path: '/etc/x' } as const;
const expected = { sha256: 'aa', inode: 1, uid: 0, gid: 0, owner: 'root', group: 'root', mode: '0640' };

test.each<[string, Change, string]>([
  [
    'a new file is shown whole, with its owner and mode',
    { ...base, kind: 'create-file', owner: 'root', group: 'adm', mode: '0640', after: 'a\n' },
    '--- /etc/x\t(missing)\n+++ /etc/x\troot:adm 0640\n@@ -0,0 +1,1 @@\n+a\n',
  ],
  [
    'a removed file is shown whole',
    { ...base, kind: 'remove-file', expect: expected, before: 'a\n' },
    '--- /etc/x\troot:root 0640\n+++ /etc/x\t(removed)\n@@ -1,1 +0,0 @@\n-a\n',
  ],
  [
    'bytes that are no text are not shown',
    { ...base, kind: 'remove-file', expect: expected, before: null },
    '/etc/x: a file that is no text -> (removed)\n',
  ],
  [
    'a link is told by what it leads to',
    { ...base, kind: 'set-link', before: null, after: '../y' },
    '/etc/x: (no link) -> link to ../y\n',
  ],
  [
    'a removed folder is told with its owner and mode',
    { ...base, kind: 'remove-directory', expect: { owner: 'root', group: 'adm', mode: '2750' } },
    '/etc/x/: root:adm 2750 -> (removed)\n',
  ],
])('%s', (_, change, diff) => expect(diffOf(change)).toBe(diff));
