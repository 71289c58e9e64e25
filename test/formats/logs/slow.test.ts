import { describe, expect, test } from 'vitest';
import { parseSlowEntry, slowEntries } from '../../../src/formats/logs/slow.ts';

const AT = Date.UTC(2026, 10, 21, 7, 44, 58) / 1000;
const TEXT = `
[21-Nov-2026 07:44:58]  [pool www] pid 88
script_filename = /var/www/html/slow.php
[0x00007f2a1d4130a0] sleep() /var/www/html/slow.php:1
[0x00007f2a1d413020] slow() /var/www/html/slow.php:1

[21-Nov-2026 07:45:08]  [pool a b] pid 89
script_filename = /srv/it's.php
`;

describe('the slow log', () => {
  test('is read entry by entry, with the call that a script is in', () => {
    const entries = slowEntries(TEXT);
    expect(entries.map(({ index }) => index)).toEqual([1, 6]);
    expect(entries.map(({ text }) => parseSlowEntry(text, 0))).toMatchObject([
      {
        at: AT,
        pool: 'www',
        pid: 88,
        message: "[pool www] child 88, script '/var/www/html/slow.php' is in sleep() /var/www/html/slow.php:1",
      },
      { at: AT + 10, pool: 'a b', pid: 89, message: "[pool a b] child 89, script '/srv/it's.php' is slow" },
    ]);
  });

  test.each([
    '',
    'script_filename = /a.php',
    '[21-Nov-2026 07:44:58]  [pool www] pid 88',
    '[x]  [pool www] pid 1\nscript_filename = /a',
  ])('of %j nothing is made', (text) => {
    expect(parseSlowEntry(text, 0)).toBeNull();
  });

  test('an entry is read no further than a person would', () => {
    const [entry] = slowEntries(`[21-Nov-2026 07:44:58]  [pool w] pid 1\n${'[0x1] f() /a:1\n'.repeat(10_000)}`);
    expect(entry?.text.length).toBeLessThan(5000);
  });
});
