import { describe, expect, test } from 'vitest';
import { parseFpmLog } from '../../../src/formats/logs/fpm.ts';

const AT = Date.UTC(2026, 10, 21, 7, 44, 58) / 1000;

describe('parseFpmLog', () => {
  test.each([
    [
      '[21-Nov-2026 07:44:58] WARNING: [pool www] server reached pm.max_children setting (5), consider raising it',
      {
        at: AT,
        level: 'WARNING',
        pool: 'www',
        pid: null,
        message: '[pool www] server reached pm.max_children setting (5), consider raising it',
      },
    ],
    [
      '[21-Nov-2026 07:44:58] WARNING: [pool www] child 31877 exited on signal 9 (SIGKILL) after 1.96 seconds from start',
      { pool: 'www', pid: 31877 },
    ],
    [
      "[21-Nov-2026 07:44:58] ERROR: unable to bind listening socket for address '/run/php/a.sock': No such file or directory (2)",
      { level: 'ERROR', pool: null, errno: null },
    ],
    [
      '[21-Nov-2026 07:44:58.151885] NOTICE: pid 31876, fpm_init(), line 83: fpm is running, pid 31876',
      { level: 'NOTICE', pid: 31876, message: 'fpm is running, pid 31876' },
    ],
    [
      '[21-Nov-2026 07:44:58.113743] DEBUG: pid 31876, fpm_children_bury(), line 281: [pool www] child 31877 exited on signal 15 (SIGTERM)',
      { pool: 'www', pid: 31877 },
    ],
    [
      '[21-Nov-2026 07:44:58] ALERT: [pool a b] user has not been defined\r',
      { level: 'ALERT', pool: 'a b', message: '[pool a b] user has not been defined' },
    ],
  ])('reads %s', (line, expected) => expect(parseFpmLog(line, 0)).toMatchObject(expected));

  test('keeps the fraction of a second, and takes the time as the host’s own', () => {
    expect(parseFpmLog('[21-Nov-2026 07:44:58.500000] NOTICE: x', 60)?.at).toBeCloseTo(AT + 0.5 - 3600, 5);
  });

  test.each([
    '',
    'Stack trace:',
    '[21-Nov-2026 07:44:58 UTC] PHP Fatal error:  x',
    '[21-Foo-2026 07:44:58] NOTICE: x',
    '[32-Nov-2026 07:44:58] NOTICE: x',
    '[21-Nov-2026 07:44:58] LOUD: x',
  ])('is null for %j', (line) => expect(parseFpmLog(line, 0)).toBeNull());
});
