import { describe, expect, test } from 'vitest';
import { answered } from './answered.ts';
import {
  answer,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopFpm,
  write,
} from './host.ts';
import { probeLine } from './probe-line.ts';

/** What a route that proxies answers, beside a site that is well. */
function atRoute(host: Draft, status: number): void {
  const api = 'location /api/ { proxy_pass http://10.0.0.7:3000; }';
  write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}`).replace('{', `{ ${api}`));
  const route = `${SITE} /api/`;
  host.siteStatuses.push({ site: SITE, route, url: 'http://shop.example/api/', status, error: null, elapsedMs: 1 });
}

describe('app-error', () => {
  test('quotes the application, and counts whom it told so', () => {
    const finding = findingOf('app-error', (host) => {
      answered(host, { excerpt: 'Briefly unavailable for maintenance.', retryAfter: '600' }, 503);
      host.visitors = [
        {
          source: '/var/log/nginx/access.log',
          sites: [SITE],
          requests: 40,
          from: 1_769_999_700,
          cut: false,
          failed: [{ status: 503, page: '/', host: null, count: 12, first: 1_769_999_800, last: 1_769_999_900 }],
        },
      ];
    });
    expect(finding).toMatchObject({ severity: 'warning', subject: SITE, remedy: null, sites: [SITE] });
    expect(finding.message).toContain('“Briefly unavailable for maintenance.”');
    expect(finding.evidence.map(({ text }) => text)).toEqual([
      'HTTP 503, Retry-After: 600',
      '12 of 40 requests failed: 503 / ×12',
    ]);
  });

  test.each([500, 501, 503, 507])('%i is an application’s word, and the only finding', (status) => {
    expect(found(hostFacts((host) => answered(host, {}, status)))).toEqual([`app-error:${SITE}`]);
  });

  test('is said by a route, whatever the site answers elsewhere', () => {
    const finding = findingOf('app-error', (host) => atRoute(host, 500));
    expect(finding.message).toContain(`${SITE} answers 500 at /api/, and neither`);
  });

  test.each<[string, (host: Draft) => void]>([
    ['a route’s gateway says 502', (host) => atRoute(host, 502)],
    ['a route says 404', (host) => atRoute(host, 404)],
    ['a gateway says 502', (host) => answer(host, 502)],
    ['a gateway says 504', (host) => answer(host, 504)],
    ['the site answers', (host) => answered(host)],
    ['the site answers 404', (host) => answer(host, 404)],
    [
      'nginx complains of the request',
      (host) => {
        answer(host, 500);
        host.logLines.push(probeLine('rewrite or internal redirection cycle while processing "/"', { upstream: null }));
      },
    ],
    [
      'PHP says which error it met',
      (host) => {
        answer(host, 500);
        host.logLines.push(probeLine('FastCGI sent in stderr: "PHP message: PHP Fatal error:  x in /srv/a.php:3"'));
      },
    ],
    [
      'nginx itself shows a page of maintenance',
      (host) => {
        write(
          host,
          SITE_FILE,
          siteText('shop.example', `unix:${SOCKET}`).replace('{', '{ if (-f /srv/off) { return 503; }'),
        );
        answered(host, { byPhp: false }, 503);
      },
    ],
    ['it comes from a cache', (host) => answered(host, { cache: 'x-cache: HIT' }, 503)],
    [
      'another finding breaks the site',
      (host) => {
        stopFpm(host);
        answer(host, 503);
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('app-error', change)).toEqual([]);
  });
});
