import { describe, expect, test } from 'vitest';
import { routesOf } from '../../src/facts/routes/routes.ts';
import type { WebRoot } from '../../src/facts/web-root.ts';
import { answered } from './answered.ts';
import { type Draft, findingOf, findingsOf, found, hostFacts, NOW, SITE, SITE_FILE, SOCKET, write } from './host.ts';
import { probeLine } from './probe-line.ts';

const ROOT = '/srv/shop';
const FILES = `server { listen 80; server_name shop.example; root ${ROOT}; location / { } }`;

/** What stands at the site's folder; nothing at all, by default. */
const standing = (host: Draft, more: Partial<WebRoot> = {}): void => {
  host.webRoots = [
    {
      path: ROOT,
      state: 'missing',
      above: '/srv',
      changedAt: NOW - 86_400,
      deadLink: null,
      unmounted: null,
      ...more,
      indexes: [...(more.indexes ?? [])],
    },
  ];
};

/** A site of files whose first page isn't there. */
const without = (host: Draft, status = 404, text = FILES): void => {
  write(host, SITE_FILE, text);
  answered(host, { byPhp: false }, status);
  for (const each of host.siteStatuses) each.url = each.url.replace('/index.php', '/');
  standing(host);
};

/** What another route of the site answers. */
const elsewhere = (host: Draft, path: string, status: number): void => {
  const route = routesOf(host.nginx).find(({ probe }) => probe?.path === path);
  if (route === undefined) throw new Error(`no route has ${path}`);
  const url = `http://shop.example${path}`;
  host.siteStatuses.push({ site: SITE, route: route.id, url, status, error: null, elapsedMs: 1 });
};

const WITH_API = FILES.replace('location / { }', 'location / { } location /api/ { proxy_pass http://10.0.0.7:3000; }');
const API_ALONE = WITH_API.replace('location / { } ', '');

describe('site-gone', () => {
  test('names the folder that is not there, and what of the way to it is', () => {
    const finding = findingOf('site-gone', (host) => {
      without(host);
      host.logLines.push(
        probeLine(`"${ROOT}/index.html" is not found (2: No such file or directory)`, {
          upstream: null,
          request: 'GET / HTTP/1.1',
          errno: 2,
        }),
      );
    });
    expect(finding).toMatchObject({ severity: 'critical', subject: SITE, remedy: null, sites: [SITE] });
    expect(finding.message).toBe(`${SITE} answers / with 404: ${ROOT} is not there`);
    expect(finding.evidence.map(({ text }) => text)).toEqual([
      'HTTP 404',
      `serves files from ${ROOT}`,
      'missing; /srv is there',
      `"${ROOT}/index.html" is not found (2: No such file or directory)`,
    ]);
  });

  test('is the only finding', () => {
    expect(found(hostFacts(without))).toEqual([`site-gone:${SITE}`]);
  });

  test.each<[string, (host: Draft) => void, string, string]>([
    [
      'what was there while nginx ran',
      (host) => {
        without(host);
        standing(host, { changedAt: NOW - 60 });
      },
      'critical',
      'something was changed in /srv',
    ],
    [
      'a link that leads nowhere',
      (host) => {
        without(host);
        standing(host, { deadLink: '/srv/shop -> /srv/releases/7' });
      },
      'critical',
      '/srv/shop -> /srv/releases/7',
    ],
    [
      'a folder that was emptied while nginx ran',
      (host) => {
        without(host, 403);
        standing(host, { state: 'empty', above: ROOT, changedAt: NOW - 60 });
      },
      'critical',
      'is empty since',
    ],
    [
      'a folder that was always empty',
      (host) => {
        without(host, 403);
        standing(host, { state: 'empty', above: ROOT });
      },
      'warning',
      `${ROOT} is empty`,
    ],
    [
      'a mount that is missing',
      (host) => {
        without(host, 403);
        standing(host, { state: 'empty', above: ROOT, unmounted: '/srv' });
      },
      'critical',
      '/etc/fstab wants /srv mounted',
    ],
    [
      'a file in the folder’s place',
      (host) => {
        without(host);
        standing(host, { state: 'no-folder' });
      },
      'critical',
      'is no folder',
    ],
    [
      'a first page that nginx is not told of',
      (host) => {
        without(host, 403);
        standing(host, { state: 'there', above: ROOT, indexes: ['index.php'] });
      },
      'warning',
      'index.php in /srv/shop is no first page',
    ],
    [
      'a site of PHP without one',
      (host) => {
        const php = `location ~ \\.php$ { try_files $uri =404; fastcgi_pass unix:${SOCKET}; }`;
        without(host, 403, FILES.replace('location / { }', `location / { } ${php}`));
        standing(host, { state: 'there', above: ROOT });
      },
      'warning',
      'there is no first page in /srv/shop: neither index.php nor index.html',
    ],
    [
      'files that may be meant to have none',
      (host) => {
        without(host, 403);
        standing(host, { state: 'there', above: ROOT });
      },
      'notice',
      'may be meant so',
    ],
    [
      'a site that answers elsewhere',
      (host) => {
        without(host, 404, WITH_API);
        elsewhere(host, '/api/', 200);
      },
      'warning',
      'is not there',
    ],
  ])('tells of %s', (_, change, severity, words) => {
    const finding = findingOf('site-gone', change);
    expect(finding.severity).toBe(severity);
    expect(finding.message).toContain(words);
  });

  test.each<[string, (host: Draft) => void]>([
    ['the site answers', (host) => answered(host)],
    [
      'no folder is written for it',
      (host) => {
        without(host, 404, FILES.replace(`root ${ROOT};`, ''));
      },
    ],
    [
      'only its other locations were ever meant',
      (host) => {
        without(host, 404, API_ALONE);
        elsewhere(host, '/api/', 401);
      },
    ],
    [
      'it refuses us',
      (host) => {
        without(host, 403, FILES.replace('location / { }', 'location / { deny all; }'));
      },
    ],
    [
      'nginx may not enter the folder',
      (host) => {
        without(host, 403);
        standing(host, { state: 'there', above: ROOT });
        const message = `"${ROOT}/index.html" is forbidden (13: Permission denied)`;
        host.logLines.push(probeLine(message, { upstream: null, request: 'GET / HTTP/1.1', errno: 13 }));
      },
    ],
    [
      'a program answers 404',
      (host) => {
        without(host, 404, FILES.replace('location / { }', 'location / { proxy_pass http://10.0.0.7:3000; }'));
      },
    ],
    [
      'nobody may look into the folder',
      (host) => {
        without(host);
        standing(host, { state: 'closed' });
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('site-gone', change)).toEqual([]);
  });
});
