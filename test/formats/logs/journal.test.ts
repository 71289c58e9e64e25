import { describe, expect, test } from 'vitest';
import { parseJournalLine } from '../../../src/formats/logs/journal.ts';

describe('parseJournalLine', () => {
  test.each([
    [
      '1763711098.123456 web01 php-fpm8.2[123]: [NOTICE] fpm is running, pid 123',
      { at: 1763711098.123456, level: 'NOTICE', pid: 123, message: 'fpm is running, pid 123' },
    ],
    [
      '1763711098.123456 web01 php-fpm8.2[123]: [WARNING] [pool www] child 7 exited with code 1',
      { pool: 'www', pid: 7 },
    ],
    [
      "1763711098.123456 web01 php-fpm8.2[123]: [21-Nov-2026 09:44:58] ERROR: [/etc/php/8.2/fpm/pool.d/www.conf:3] unknown entry 'lisen'",
      { at: 1763711098.123456, level: 'ERROR', pid: 123 },
    ],
    [
      '1763711098.123456 web01 nginx[9]: nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)',
      { level: 'emerg', errno: 98, message: 'bind() to 0.0.0.0:80 failed (98: Address already in use)' },
    ],
    [
      '1763711098.123456 web01 systemd[1]: php8.2-fpm.service: Start request repeated too quickly.',
      { level: '', pid: null, message: 'php8.2-fpm.service: Start request repeated too quickly.' },
    ],
    ['1763711098 web01 kernel: Killed process 7 (php-fpm8.2)', { at: 1763711098, pid: null }],
  ])('reads %s', (line, expected) => expect(parseJournalLine(line)).toMatchObject(expected));

  test.each(['', '-- No entries --', 'Nov 21 07:44:58 web01 nginx[9]: x', '  continued'])('is null for %j', (line) =>
    expect(parseJournalLine(line)).toBeNull(),
  );
});
