import { expect, test } from 'vitest';
import { hides } from '../../src/checks/on-the-way.ts';

test.each([
  ['nginx-stopped', 'upstream-mismatch'],
  ['upstream-mismatch', 'fpm-stopped'],
  ['fpm-log-dir-missing', 'upstream-mismatch'],
  ['fpm-stopped', 'socket-denied'],
  ['socket-denied', 'workers-exhausted'],
  ['socket-dir-denied', 'socket-acl-denied'],
  ['fpm-hung', 'php-fatal'],
  ['fpm-stopped', 'unexplained-502'],
  ['php-fatal', 'unexplained-502'],
])('%s hides %s', (cause, other) => {
  expect(hides(cause, other)).toBe(true);
});

test.each([
  ['socket-denied', 'fpm-stopped'],
  ['socket-acl-denied', 'socket-dir-denied'],
  ['socket-denied', 'upstream-mismatch'],
  ['fpm-stopped', 'start-limit-hit'],
  ['workers-exhausted', 'worker-oom-killed'],
  ['fpm-stopped', 'fpm-disabled'],
  ['unexplained-502', 'fpm-stopped'],
  ['disk-full', 'unexplained-502'],
  ['a-cause-of-old', 'unexplained-502'],
])('%s does not hide %s', (cause, other) => {
  expect(hides(cause, other)).toBe(false);
});
