import { expect, test } from 'vitest';
import { unsoundness } from '../../../src/apply/transaction/soundness.ts';
import type { ChangeDraft } from '../../../src/plan/change.ts';
import { planOf } from '../plans.ts';

const socketAt = (path: string): ChangeDraft => ({ kind: 'remove-socket', summary: '', path, expect: { inode: 1 } });
const unit = (name: string): ChangeDraft => ({
  kind: 'service',
  summary: '',
  unit: name,
  verb: 'start',
  expect: { active: 'inactive', enabled: 'enabled' },
});
const folder = (owner: string, mode: string): ChangeDraft => ({
  kind: 'make-directory',
  summary: '',
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
  ['a gate without a command', { kind: 'gate', summary: '', command: [] }],
])('%s is no sound plan', (_, draft) => {
  expect(unsoundness(planOf([draft]))).toMatch(/^c1: /);
});

test.each<[string, ChangeDraft]>([
  ['a path with blanks and quotes', socketAt("/run/it's here/..php.sock")],
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
