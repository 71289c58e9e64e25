import { expect, test } from 'vitest';
import { complaintsIn, fatalFile } from '../../src/facts/complaints.ts';
import { nginxSays, phpSays } from '../checks/named.ts';

const told = (line: Parameters<typeof complaintsIn>[0]) =>
  complaintsIn(line).map(({ path, errno, wanted }) => `${wanted} ${path} ${errno}`);

test.each([
  ['open() "/srv/a b.php" failed (13: Permission denied)', ['read /srv/a b.php 13']],
  ['"/srv/index.php" is forbidden (13: Permission denied)', ['read /srv/index.php 13']],
  ['pwritev() "/var/lib/nginx/body/01" failed (28: No space left on device)', ['read /var/lib/nginx/body/01 28']],
  ['rename() "/tmp/a" to "/var/cache/b" failed (2: No such file or directory)', ['read /var/cache/b 2']],
  ['connect() to unix:/run/php/a.sock failed (13: Permission denied) while connecting to upstream', []],
  ['directory index of "/srv/" is forbidden', []],
])('nginx: %s', (message, expected) => {
  expect(told(nginxSays(message))).toEqual(expected);
});

test('what nginx only notes is no complaint', () => {
  expect(told(nginxSays('open() "/srv/a" failed (13: Permission denied)', { level: 'notice' }))).toEqual([]);
});

test.each([
  [
    'PHP 8',
    'file_put_contents(/srv/cache.txt): Failed to open stream: Permission denied in /a.php on line 1',
    ['write /srv/cache.txt 13'],
  ],
  ['PHP 7', 'fopen(/srv/x.log): failed to open stream: Permission denied in /a.php on line 1', ['write /srv/x.log 13']],
  [
    'a session',
    'session_start(): open(/srv/s/sess_1, O_RDWR) failed: Permission denied (13) in /a.php',
    ['write /srv/s/sess_1 13'],
  ],
  [
    'the folder of sessions',
    'session_start(): Failed to read session data: files (path: /srv/s) in /a.php',
    ['write /srv/s 13'],
  ],
  [
    'sessions that are not written',
    'Failed to write session data (files). Please verify that the current setting of session.save_path is correct (/srv/s) in',
    ['write /srv/s 13'],
  ],
  ['an included file', 'include(/srv/x.php): Failed to open stream: Permission denied in', ['read /srv/x.php 13']],
  ['a folder', 'opendir(/srv/d): Failed to open directory: Permission denied in', ['read /srv/d 13']],
  ['a removal', 'unlink(/srv/keep): Permission denied in', ['write /srv/keep 13']],
  ['touch()', 'touch(): Unable to create file /srv/t because Permission denied in', ['write /srv/t 13']],
  [
    'Monolog',
    'The stream or file "/srv/x.log" could not be opened in append mode: Failed to open stream: Permission denied',
    ['write /srv/x.log 13'],
  ],
  ['Symfony', 'Unable to write in the "cache" directory (/srv/var/cache/prod).', ['write /srv/var/cache/prod 13']],
  ['Laravel', 'The /srv/bootstrap/cache directory must be present and writable.', ['write /srv/bootstrap/cache 13']],
  [
    'the first script',
    'Unable to open primary script: /srv/index.php (Permission denied)',
    ['script /srv/index.php 13'],
  ],
  ['no room', 'fopen(/srv/up/1): Failed to open stream: No space left on device in', ['write /srv/up/1 28']],
  ['no path', 'mkdir(): Permission denied in /a.php on line 1', []],
  ['a relative path', 'fopen(x.log): Failed to open stream: Permission denied in /a.php', []],
  ['another error', 'Undefined variable $x in /srv/a.php on line 3', []],
])('PHP: %s', (_, text, expected) => {
  expect(told(phpSays(`PHP message: PHP Warning:  ${text}`))).toEqual(expected);
});

test('each path is told once', () => {
  const text =
    'unlink(/srv/a): Permission denied in /x.php on line 1; PHP message: PHP Warning:  unlink(/srv/a): Permission denied';
  expect(told(phpSays(`PHP message: PHP Warning:  ${text}`))).toEqual(['write /srv/a 13']);
});

test.each([
  ['PHP message: PHP Fatal error:  Uncaught Error: no in /srv/a.php:7\nStack trace:', '/srv/a.php'],
  ['PHP message: PHP Parse error:  no in /srv/a.php on line 9', '/srv/a.php'],
  ['PHP message: PHP Warning:  no in /srv/a.php on line 9', null],
  ['PHP message: PHP Fatal error:  no in Unknown on line 0', null],
])('PHP ended in: %j', (text, file) => {
  expect(fatalFile(phpSays(text))).toBe(file);
});
