import { describe, expect, test } from 'vitest';
import { answer, type Draft, findingOf, findingsOf, found, hostFacts, NOW, SITE, stopFpm } from './host.ts';
import type { LogLine } from '../../src/facts/log-line.ts';
import { fpmLine } from './crowd.ts';
import { probeLine } from './probe-line.ts';

const UNCAUGHT =
  'FastCGI sent in stderr: "PHP message: PHP Fatal error:  Uncaught Error: Call to undefined function basket() in /var/www/html/index.php:2\nStack trace:\n#0 {main}\n  thrown in /var/www/html/index.php on line 2" while reading response header from upstream';
const MEMORY =
  'FastCGI sent in stderr: "PHP message: PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /srv/shop/Cart.php on line 88" while reading response header from upstream';

const failing =
  (message: string, status = 500, more = {}) =>
  (host: Draft): void => {
    answer(host, status);
    host.logLines.push(probeLine(message, { at: NOW - 300 }), probeLine(message, more));
  };

describe('php-fatal', () => {
  test.each([
    [UNCAUGHT, 'Uncaught Error: Call to undefined function basket()', '/var/www/html/index.php', 2],
    [
      MEMORY,
      'Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes)',
      '/srv/shop/Cart.php',
      88,
    ],
    [
      'FastCGI sent in stderr: "PHP message: PHP Parse error:  syntax error, unexpected end of file in /srv/a.php on line 9" while reading response header from upstream',
      'syntax error, unexpected end of file',
      '/srv/a.php',
      9,
    ],
  ])('quotes the error with its file and line, and counts it', (message, says, file, line) => {
    const finding = findingOf('php-fatal', failing(message));
    expect(finding).toMatchObject({ severity: 'critical', subject: SITE, sites: [SITE], remedy: null });
    expect(finding.message).toContain(`fails in ${file}:${line}: ${says}`);
    expect(finding.evidence).toContainEqual({ source: file, line, text: says, at: null });
    expect(finding.evidence.at(-1)?.text).toContain('×2');
  });

  test('explains a 502 as well', () => {
    expect(found(hostFacts(failing(UNCAUGHT, 502)))).toEqual([`php-fatal:${SITE}`]);
  });

  test('says the error without a place where PHP names none', () => {
    const cut = 'FastCGI sent in stderr: "PHP message: PHP Fatal error:  Uncaught Err';
    const finding = findingOf('php-fatal', failing(cut, 500, { server: null, request: null, upstream: null }));
    expect(finding.message).toMatch(/fails: Uncaught Err$/);
  });

  const ownLine = (more: Partial<LogLine> = {}): LogLine => ({
    ...probeLine('PHP Fatal error:  Uncaught Error: no in /srv/shop/a.php:7'),
    ...{ program: 'php', source: '/var/log/php/www.log', upstream: null, server: null, request: null, pid: null },
    ...more,
  });
  const said = (text: string): LogLine => fpmLine(`[pool www] child 8 said into stderr: "${text}"`, NOW + 1);
  const own =
    (line: LogLine, status = 500) =>
    (host: Draft): void => {
      answer(host, status);
      host.logLines.push(line);
    };

  test.each([
    ['a log of PHP’s own', ownLine()],
    ['the log of the site’s pool', ownLine({ pool: 'www' })],
    ['PHP-FPM’s log', said('NOTICE: PHP message: PHP Fatal error:  Uncaught Error: no in /srv/shop/a.php:7')],
  ])('is found in %s', (_, line) => {
    const finding = findingOf('php-fatal', own(line));
    expect(finding.message).toContain('fails in /srv/shop/a.php:7: Uncaught Error: no');
    expect(finding.evidence.map(({ source }) => source)).toContain(line.source);
  });

  test.each<[string, (host: Draft) => void]>([
    ['a log of PHP’s own tells of another pool', own(ownLine({ pool: 'blog' }))],
    ['a log of PHP’s own is older than the answer', own(ownLine({ at: NOW - 60 }))],
    ['a log of PHP’s own has an error, and the site answers', own(ownLine(), 200)],
    ['PHP-FPM’s log quotes a warning', own(said('NOTICE: PHP message: PHP Warning:  no'))],
    ['the site answers', failing(UNCAUGHT, 200)],
    ['another page of the site fails', failing(UNCAUGHT, 500, { request: 'GET /old.php HTTP/1.1' })],
    ['another site fails', failing(UNCAUGHT, 500, { server: 'other.example' })],
    ['the line is older than the answer', failing(UNCAUGHT, 500, { at: NOW - 60 })],
    ['PHP only warns', failing(UNCAUGHT.replace('Fatal error', 'Warning'))],
    ['somebody asks for a page with these words in its name', failing('open() "/srv/PHP Fatal error: " failed')],
    ['PHP-FPM is gone', stopFpm],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('php-fatal', change)).toEqual([]);
  });
});
