import { describe, expect, test } from 'vitest';
import { parsePhpLog } from '../../../src/formats/logs/php.ts';

const AT = Date.UTC(2026, 10, 21, 7, 44, 58) / 1000;
const SAYS = 'PHP Fatal error:  Uncaught Error: Call to undefined function nofunc() in /srv/a.php:1';

describe('parsePhpLog', () => {
  test.each([
    ['21-Nov-2026 07:44:58 UTC', AT],
    ['21-Nov-2026 08:44:58 Europe/Berlin', AT],
    ['21-Nov-2026 02:44:58 America/New_York', AT],
    ['21-Nov-2026 13:29:58 Asia/Kathmandu', AT],
    // Summer time began at 01:00 UTC.
    ['29-Mar-2026 01:59:59 Europe/Berlin', Date.UTC(2026, 2, 29, 0, 59, 59) / 1000],
    ['29-Mar-2026 03:00:01 Europe/Berlin', Date.UTC(2026, 2, 29, 1, 0, 1) / 1000],
  ])('reads the time of [%s]', (time, at) => {
    expect(parsePhpLog(`[${time}] ${SAYS}`)).toMatchObject({ at, level: 'Fatal error', message: SAYS });
  });

  test.each([
    '[21-Nov-2026 07:44:58 UTC] hello',
    '[21-Nov-2026 07:44:58] NOTICE: fpm is running',
    `[21-Nov-2026 07:44:58 Mars/Olympus] ${SAYS}`,
    `[32-Nov-2026 07:44:58 UTC] ${SAYS}`,
    `[21-Foo-2026 07:44:58 UTC] ${SAYS}`,
    'Stack trace:',
    '#0 {main}',
    '',
  ])('is null for %j', (line) => expect(parsePhpLog(line)).toBeNull());
});
