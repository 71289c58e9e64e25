import { expect, test } from 'vitest';
import { testOf } from '../../../src/collect/shell/config-test.ts';

const PID = '[emerg] 1#1: open() "/run/nginx.pid" failed (13: Permission denied)';
const LOG =
  'nginx: [alert] could not open error log file: open() "/var/log/nginx/error.log" failed (13: Permission denied)';
const SYNTAX = '[emerg] 1#1: unexpected "}" in /etc/nginx/nginx.conf:7';

test.each([
  ['a test that passes', 'syntax is ok', '0 1000', { passed: true }],
  ['one that only root may make', `${LOG}\n${PID}`, '1 1000', { passed: false, noVerdict: 'needs root' }],
  [
    'one of PHP-FPM',
    '[x] ERROR: failed to open error_log (/var/log/f): Permission denied (13)',
    '78 1000',
    { noVerdict: 'needs root' },
  ],
  ['one by a program that may not be run', 'sh: 1: nginx: Permission denied', '126 1000', { noVerdict: 'needs root' }],
  [
    'one that would leave traces',
    'sh: 1: unshare: not found',
    'not 0',
    { noVerdict: 'was not run: it would leave traces here: unshare: not found' },
  ],
  [
    'one that a plain user would leave traces of',
    '/tmp',
    'not 1000',
    { noVerdict: 'was not run: it might write to /tmp, which needs root' },
  ],
  ['one that somebody ended', `${PID}\nKilled`, '137 0', { noVerdict: 'was ended by SIGKILL' }],
  [
    'one that met what cannot be covered',
    '[emerg] 1#1: open() "/mnt/x.log" failed (30: Read-only file system)',
    '1 0',
    { noVerdict: 'wanted to write where it may only look' },
  ],
  [
    'one that met a log that is too large',
    '[emerg] 1#1: open() "/mnt/x.log" failed (28: No space left on device)',
    '1 0',
    { noVerdict: 'opened files that are too large to copy to memory' },
  ],
])('%s', (_, output, end, test) => {
  expect(testOf(`${output}\n${end}`)).toMatchObject(test);
});

test.each([
  ['a mistake that comes before what only root may do', `${LOG}\n${SYNTAX}`, '1 1000'],
  ['want of rights that root has too', PID, '1 0'],
  ['a crash', 'Segmentation fault', '139 0'],
])('%s is a verdict', (_, output, end) => {
  expect(testOf(`${output}\n${end}`)).toEqual({ passed: false, output });
});

test('one that was ended for its time is no verdict', () => {
  expect(testOf('\n124 0')).toMatchObject({ passed: false, noVerdict: 'did not end within 8 s' });
});

test('a test that never ended is none', () => {
  expect(testOf('nginx: the configu')).toBeNull();
});
