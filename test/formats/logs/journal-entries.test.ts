import { describe, expect, test } from 'vitest';
import { journalEntries } from '../../../src/formats/logs/journal-entries.ts';

const HEAD = '1795262429.935538 web01 nginx[99]: ';
const FATAL =
  '2026/11/21 12:00:29 [error] 99#99: *3 FastCGI sent in stderr: "PHP message: PHP Fatal error:  Uncaught Error: no in /a.php:1';
const REST = [
  'Stack trace:',
  '#0 {main}',
  '  thrown in /a.php on line 1" while reading response header from upstream, client: ::1, server: _',
];
const REFUSED =
  '2026/11/21 12:00:30 [crit] 99#99: *7 connect() to unix:/r failed (2: No such file) while connecting to upstream, client: ::1';
const whole = [FATAL, ...REST].join('\n');

/** As syslog hands it over, and as stderr does; recorded from nginx 1.22.1 on Debian 12. */
const bySyslog = [HEAD + FATAL, ...REST.map((line) => ' '.repeat(HEAD.length) + line)];
const byStderr = [FATAL, ...REST].map((line) => HEAD + line);
const textsOf = (lines: readonly string[]) =>
  journalEntries(lines.join('\n')).map(({ text }) => text.slice(HEAD.length));

describe('entries of the journal', () => {
  test.each([
    ['syslog keeps whole', bySyslog],
    ['stderr breaks up', byStderr],
  ])('that %s are one', (_, lines) => {
    expect(textsOf([...lines, HEAD + REFUSED])).toEqual([whole, REFUSED]);
  });

  test('that nginx says to both are told once', () => {
    expect(textsOf([...bySyslog, ...byStderr, HEAD + REFUSED, HEAD + REFUSED])).toEqual([whole, REFUSED]);
  });

  test('of several processes are kept apart', () => {
    const other = '1795262429.9 web01 nginx[98]: ';
    const texts = textsOf([
      HEAD + FATAL,
      `${other}2026/11/21 12:00:29 [error] 98#98: *4 x`,
      ...REST.map((line) => HEAD + line),
    ]);
    expect(texts[0]).toBe(whole);
    expect(texts).toHaveLength(2);
  });

  test('that are alike but not nginx’s own all count', () => {
    const line = '1795262429.9 web01 php-fpm[9]: [WARNING] [pool www] child 7 exited with code 1';
    expect(journalEntries(`${line}\n${line}`)).toHaveLength(2);
  });

  test('that never end do not swallow what comes after', () => {
    expect(textsOf([HEAD + FATAL, HEAD + REFUSED])).toEqual([FATAL, REFUSED]);
  });
});
