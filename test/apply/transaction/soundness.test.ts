import { expect, test } from 'vitest';
import { unsoundness } from '../../../src/apply/transaction/soundness.ts';
import type { Awaited, AwaitedAnswer } from '../../../src/plan/awaited.ts';
import type { ChangeDraft } from '../../../src/plan/change.ts';
import { creating, linking, makingFolder, planOf, removingFolder } from '../plans.ts';

const socketAt = (path: string): ChangeDraft => ({ kind: 'remove-socket', path, expect: { inode: 1 } });
const unit = (name: string): ChangeDraft => ({
  kind: 'service',
  unit: name,
  verb: 'start',
  expect: { active: 'inactive', enabled: 'enabled' },
});
const waiting = (awaited: Awaited, seconds = 5): ChangeDraft => ({ kind: 'wait', for: awaited, seconds });
const answer = (given: Partial<AwaitedAnswer>): ChangeDraft =>
  waiting({
    kind: 'answer',
    url: 'http://127.0.0.1:80/',
    address: '127.0.0.1',
    port: 80,
    path: '/',
    name: 'shop.example',
    statuses: [200],
    contains: null,
    ...given,
  });
const folder = (owner: string, mode: string): ChangeDraft => ({
  kind: 'make-directory',
  path: '/run/php',
  owner,
  group: 'root',
  mode,
});

test.each<[string, ChangeDraft]>([
  ['a relative path', socketAt('run/php.sock')],
  ['a path that climbs', socketAt('/run/../etc/passwd')],
  ['a path with a line break', socketAt('/run/a\nb')],
  ['the root folder', socketAt('/')],
  ['a path with an empty part', socketAt('/run//php.sock')],
  ['a unit that is an option', unit('--now')],
  ['a unit with a blank', unit('a b')],
  ['a mode that is no mode', folder('root', '0999')],
  ['an owner that is an option', folder('-R', '0755')],
  ['a wait without end', waiting({ kind: 'unit', unit: 'a.service', state: 'started' }, 86_400)],
  ['a wait for a port that is an option', waiting({ kind: 'port', host: '-e', port: 80, state: 'started' })],
  ['a wait for a relative path', waiting({ kind: 'path', path: 'a', state: 'present' })],
  ['a request to another machine', answer({ address: '169.254.169.254' })],
  ['a request to a name that only begins as loopback does', answer({ address: '127.evil.example' })],
  ['a request with a second header', answer({ name: 'a\r\nX: y' })],
  ['a request for a file', answer({ url: 'file:///etc/shadow' })],
  ['a text of two lines to look for', answer({ contains: 'a\nb' })],
  ['a new file at a path that climbs', creating('/etc/../x', '')],
  ['a new file with a mode that is no mode', creating('/etc/x', '', 'u+x')],
  ['a link with a line break in its target', linking('/etc/x', null, 'a\nb')],
  ['a link without a target', linking('/etc/x', null, '')],
  ['a folder to remove at a relative path', { ...removingFolder('/etc/x', '0755'), path: 'etc/x' } as ChangeDraft],
  ['a gate without a command', { kind: 'gate', command: [] }],
])('%s is no sound plan', (_, draft) => {
  expect(unsoundness(planOf([draft]))).toMatch(/^c1: /);
});

test.each<[string, ChangeDraft]>([
  ['a path with blanks and quotes', socketAt("/run/it's here/..php.sock")],
  ['a request with a query', answer({ url: 'http://[::1]:80/?a=b', address: '[::1]', path: '/?a=b' })],
  ['a template’s unit', unit('php-fpm@8.2.service')],
  ['an owner by number, a mode with its sticky bit', folder('1000', '1777')],
])('%s is sound', (_, draft) => {
  expect(unsoundness(planOf([draft]))).toBeNull();
});

test('ids must be c1, c2, … and each its own', () => {
  const plan = planOf([socketAt('/a'), socketAt('/b')]);
  const [first] = plan.changes;
  expect(unsoundness({ ...plan, changes: first === undefined ? [] : [first, first] })).toBe(
    'two changes are called c1',
  );
  const odd = plan.changes.map((change) => ({ ...change, id: '../c1' }));
  expect(unsoundness({ ...plan, changes: odd })).toContain('instead of c1');
});

test.each<[string, ChangeDraft, ChangeDraft]>([
  ['made twice', creating('/etc/x', ''), makingFolder('/etc/x')],
  ['made and removed', makingFolder('/etc/x'), removingFolder('/etc/x', '0755')],
  ['removed and changed', linking('/etc/x', 'a', null), { ...folder('root', '0755'), path: '/etc/x' } as ChangeDraft],
])('what is %s in one plan is not sound: its undo could not tell ours from theirs', (_, one, other) => {
  expect(unsoundness(planOf([one, other]))).toContain('both act on /etc/x');
  expect(unsoundness(planOf([one]))).toBeNull();
});
