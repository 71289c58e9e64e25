import { describe, expect, test } from 'vitest';
import { answered } from './answered.ts';
import { type Draft, findingOf, findingsOf, SITE, SITE_FILE, siteText, SOCKET, write } from './host.ts';

const scriptless = (host: Draft): void =>
  write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}; fastcgi_param REQUEST_METHOD $request_method`));
const named = (host: Draft): void =>
  write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}; fastcgi_param SCRIPT_FILENAME /srv/index.php`));

describe('blank-answer', () => {
  test('says what PHP-FPM is not told, and where', () => {
    const finding = findingOf('blank-answer', (host) => {
      scriptless(host);
      answered(host, { body: 'empty', excerpt: '' });
    });
    expect(finding).toMatchObject({ severity: 'critical', subject: SITE, remedy: null });
    expect(finding.evidence.some(({ source }) => source === SITE_FILE)).toBe(true);
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'the page has something in it',
      (host) => {
        scriptless(host);
        answered(host);
      },
    ],
    [
      'PHP-FPM is told a script, whose page is empty',
      (host) => {
        named(host);
        answered(host, { body: 'empty', excerpt: '' });
      },
    ],
    [
      'nobody knows what the page was',
      (host) => {
        scriptless(host);
      },
    ],
    [
      'it is a redirect',
      (host) => {
        scriptless(host);
        answered(host, { body: 'empty', location: '/login' }, 302);
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('blank-answer', change)).toEqual([]);
  });
});
