import { expect, test } from 'vitest';
import { describe } from '../../src/plan/describe.ts';
import { orderChanges, type Unnumbered } from '../../src/plan/order.ts';

const state = { sha256: 'aa', inode: 1, uid: 0, gid: 0, owner: 'root', group: 'root', mode: '0644' };
const from = { step: 'some_step', finding: null };

const service = (unit: string, verb: 'start' | 'restart' | 'reload' | 'enable' | 'reset-failed'): Unnumbered => ({
  ...from,
  kind: 'service',
  unit,
  verb,
  expect: { active: 'active', enabled: 'enabled' },
});
const gate = (command: string): Unnumbered => ({ ...from, kind: 'gate', command: [command] });
const write = (path: string, before: string, after: string): Unnumbered => ({
  ...from,
  kind: 'write-file',
  path,
  expect: state,
  before,
  after,
});
const socket: Unnumbered = { ...from, kind: 'remove-socket', path: '/run/a.sock', expect: { inode: 7 } };

const folder: Unnumbered = {
  ...from,
  kind: 'make-directory',
  path: '/var/log/a',
  owner: 'root',
  group: 'root',
  mode: '0755',
};

const shape = (changes: readonly Unnumbered[]): string[] =>
  orderChanges(changes).map((change) => `${change.id} ${change.kind} ${describe(change)}`);

test('a folder is there before the tests that may need it', () => {
  expect(shape([gate('php-fpm -t'), folder, write('/etc/a', '1', '2')])).toEqual([
    'c1 make-directory make /var/log/a/ (root:root 0755)',
    'c2 write-file write /etc/a: line 1 `1` → `2`',
    "c3 gate test: 'php-fpm -t'",
  ]);
});

test('files come first, then their tests, then sockets, then PHP-FPM, then nginx, then enabling', () => {
  expect(
    shape([
      service('nginx.service', 'reload'),
      service('php8.2-fpm.service', 'enable'),
      service('php8.2-fpm.service', 'start'),
      service('php8.2-fpm.service', 'reset-failed'),
      socket,
      gate('nginx -t'),
      write('/etc/nginx/a', '1', '2'),
    ]),
  ).toEqual([
    'c1 write-file write /etc/nginx/a: line 1 `1` → `2`',
    "c2 gate test: 'nginx -t'",
    'c3 remove-socket set the dead socket /run/a.sock aside',
    'c4 service reset-failed php8.2-fpm.service',
    'c5 service start php8.2-fpm.service',
    'c6 service reload nginx.service',
    'c7 service enable php8.2-fpm.service',
  ]);
});

test('two edits of one file become one write from its first text to its last', () => {
  const [change, ...rest] = orderChanges([write('/etc/a', 'one', 'two'), write('/etc/a', 'one', 'three')]);
  expect(rest).toEqual([]);
  expect(change).toMatchObject({ kind: 'write-file', before: 'one', after: 'three' });
});

const wait = (path: string): Unnumbered => ({
  ...from,
  kind: 'wait',
  for: { kind: 'path', path, state: 'present' },
  seconds: 5,
});

test('what waits stands where it was written: each side is ordered for itself, and may restart the same unit', () => {
  expect(
    shape([
      service('nginx.service', 'reload'),
      write('/etc/a', '1', '2'),
      wait('/run/x'),
      service('nginx.service', 'restart'),
      gate('nginx -t'),
      wait('/run/x'),
      wait('/run/y'),
    ]),
  ).toEqual([
    'c1 write-file write /etc/a: line 1 `1` → `2`',
    'c2 service reload nginx.service',
    'c3 wait wait, at most 5 s: /run/x is there',
    "c4 gate test: 'nginx -t'",
    'c5 service restart nginx.service',
    'c6 wait wait, at most 5 s: /run/x is there',
    'c7 wait wait, at most 5 s: /run/y is there',
  ]);
});

test('a file that is written on both sides of a wait has the first text before the second; what was made once is not made again', () => {
  const changes = orderChanges([
    folder,
    write('/etc/a', 'one', 'two'),
    wait('/run/x'),
    folder,
    write('/etc/a', 'one', 'three'),
    wait('/run/x'),
    write('/etc/a', 'one', 'four'),
    write('/etc/a', 'one', 'three'),
  ]);
  expect(changes.map((change) => (change.kind === 'write-file' ? [change.before, change.after] : change.kind))).toEqual(
    ['make-directory', ['one', 'two'], 'wait', ['two', 'three'], 'wait'],
  );
});

test('a test is asked once, and a unit is restarted once, by the strongest verb that any step wants', () => {
  expect(
    shape([
      gate('php-fpm -t'),
      service('php8.2-fpm.service', 'reload'),
      gate('php-fpm -t'),
      service('php8.2-fpm.service', 'restart'),
      service('php8.2-fpm.service', 'reload'),
    ]),
  ).toEqual(["c1 gate test: 'php-fpm -t'", 'c2 service restart php8.2-fpm.service']);
});

test('what a later step takes back leaves nothing to do, unless something is waited for between them', () => {
  const back = [write('/etc/a', '1', '2'), write('/etc/a', '1', '1')];
  expect(shape(back)).toEqual([]);
  const [first, second] = back;
  if (first === undefined || second === undefined) throw new Error('two');
  expect(orderChanges([first, wait('/run/x'), second])).toMatchObject([
    { after: '2' },
    {},
    { before: '2', after: '1' },
  ]);
});

test('what is made is made once, as the last step wants it, for the first that wanted it', () => {
  const file = (after: string, mode: string, finding: string | null): Unnumbered => ({
    ...from,
    finding,
    kind: 'create-file',
    path: '/etc/b',
    owner: 'root',
    group: 'root',
    mode,
    after,
  });
  expect(orderChanges([file('1', '0644', 'a:b'), file('2', '0600', null)])).toMatchObject([
    { id: 'c1', finding: 'a:b', after: '2', mode: '0600' },
  ]);
});
