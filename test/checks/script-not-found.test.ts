import { describe, expect, test } from 'vitest';
import {
  answer,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  POOL_FILE,
  poolText,
  remove,
  SITE,
  SITE_FILE,
  SOCKET,
  socketAt,
  write,
} from './host.ts';
import { answered } from './answered.ts';
import { probeLine } from './probe-line.ts';

const UNKNOWN = 'FastCGI sent in stderr: "Primary script unknown" while reading response header from upstream';
const SCRIPT = '/srv/shop/index.php';

const named = `server {
  server_name shop.example;
  root /srv/shop;
  location ~ \\.php$ {
    fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
    fastcgi_pass unix:${SOCKET};
  }
}
`;

/** The site tells PHP to run SCRIPT, and gets a 404 for it. */
const missing =
  (status = 404, more = {}) =>
  (host: Draft): void => {
    write(host, SITE_FILE, named);
    answer(host, status);
    host.logLines.push(probeLine(UNKNOWN, more));
    const path = socketAt(SCRIPT);
    remove(path);
    host.paths.push(path);
  };

const scriptOf = (host: Draft) => host.paths.find(({ path }) => path === SCRIPT)!;

describe('script-not-found', () => {
  const withoutFolder = (host: Draft): void => {
    missing()(host);
    scriptOf(host).folders[2]!.exists = false;
  };

  test('a root folder that is not there is told', () => {
    const finding = findingOf('script-not-found', withoutFolder);
    expect(finding).toMatchObject({ severity: 'critical', subject: SITE, sites: [SITE], remedy: null });
    expect(finding.message).toContain('the folder /srv/shop does not exist');
  });

  /** What the first page answers: PHP-FPM's own word, or a page. */
  const firstPage = (host: Draft, status: number, excerpt: string): void => {
    const first = { site: SITE, route: SITE, url: 'http://shop.example/', status, error: null, elapsedMs: 1 };
    answered(host, {}, 404);
    for (const each of host.siteStatuses) each.url = 'http://shop.example/index.php';
    host.siteStatuses.push({ ...first, answer: { ...host.siteStatuses[0]!.answer!, excerpt } });
  };

  test('what the first page leads to is no guess', () => {
    const finding = findingOf('script-not-found', (host) => {
      missing()(host);
      firstPage(host, 404, 'File not found.');
    });
    expect(finding.severity).toBe('critical');
    expect(finding.message).toContain(`its first page leads to ${SCRIPT}, and PHP-FPM finds no such script`);
  });

  test.each<[string, (host: Draft) => void, string]>([
    [
      'a site whose first page is there',
      (host) => {
        missing()(host);
        firstPage(host, 200, 'Welcome');
      },
      'notice',
    ],
    [
      'a first page that leads there, on a site that answers elsewhere',
      (host) => {
        missing()(host);
        const api = 'location /api/ { proxy_pass http://10.0.0.7:3000; }';
        write(host, SITE_FILE, named.replace('root', `${api} root`));
        firstPage(host, 404, 'File not found.');
        const route = `${SITE} /api/`;
        const url = 'http://shop.example/api/';
        host.siteStatuses.push({ site: SITE, route, url, status: 200, error: null, elapsedMs: 1 });
      },
      'warning',
    ],
    [
      'a folder that is not there, on a site whose first page is',
      (host) => {
        withoutFolder(host);
        firstPage(host, 200, 'Welcome');
      },
      'warning',
    ],
  ])('%s', (_, change, severity) => {
    expect(findingOf('script-not-found', change).severity).toBe(severity);
  });

  test('a script to which a location leads all else is no guess', () => {
    const finding = findingOf('script-not-found', (host) => {
      const fallback = `location /app/ { try_files $uri /app/index.php$is_args$args; }
        location = /app/index.php { fastcgi_pass unix:${SOCKET}; }`;
      write(host, SITE_FILE, named.replace('root', `${fallback} root`));
      const route = `${SITE} = /app/index.php`;
      const url = 'http://shop.example/app/index.php';
      host.siteStatuses.push({ site: SITE, route, url, status: 404, error: null, elapsedMs: 1 });
      host.logLines.push(probeLine(UNKNOWN, { request: 'GET /app/index.php HTTP/1.1' }));
    });
    expect(finding).toMatchObject({ severity: 'warning', subject: SITE, sites: [SITE] });
    expect(finding.message).toContain(`answers /app/index.php of ${SITE} with 404`);
  });

  test('no SCRIPT_FILENAME at all is told', () => {
    const finding = findingOf('script-not-found', (host) => {
      answer(host, 404);
      host.logLines.push(probeLine(UNKNOWN));
    });
    expect([finding.severity, finding.message]).toEqual(['warning', expect.stringContaining('SCRIPT_FILENAME')]);
  });

  test('a script that is there, but not for its pool, is told with the chroot', () => {
    const finding = findingOf('script-not-found', (host) => {
      missing()(host);
      Object.assign(scriptOf(host), { kind: 'file' });
      write(host, POOL_FILE, poolText('www', { chroot: '/srv' }));
    });
    expect(finding.severity).toBe('warning');
    expect(finding.evidence.map(({ text }) => text)).toContain('chroot = /srv');
  });

  test.each<[string, (host: Draft) => void]>([
    ['the folder is there', () => undefined],
    ['nobody knows what stands there', (host) => void host.paths.pop()],
  ])('a script that the probe guessed is no more than a notice where %s', (_, change) => {
    const finding = findingOf('script-not-found', (host) => {
      missing()(host);
      change(host);
    });
    expect(finding.severity).toBe('notice');
  });

  test('it is the only finding', () => {
    expect(found(hostFacts(missing()))).toEqual([`script-not-found:${SITE}`]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['the site answers', missing(200)],
    [
      'a script is missing that nothing leads to',
      (host) => {
        const xmlrpc = `location = /xmlrpc.php { fastcgi_pass unix:${SOCKET}; }`;
        write(host, SITE_FILE, named.replace('root', `${xmlrpc} root`));
        const route = `${SITE} = /xmlrpc.php`;
        const url = 'http://shop.example/xmlrpc.php';
        host.siteStatuses.push({ site: SITE, route, url, status: 404, error: null, elapsedMs: 1 });
        host.logLines.push(probeLine(UNKNOWN, { request: 'GET /xmlrpc.php HTTP/1.1' }));
      },
    ],
    ['PHP-FPM can not be reached', missing(502)],
    ['the 404 is the application’s own', (host) => answer(host, 404)],
    ['a scanner asked for another script', missing(404, { request: 'GET /wp-login.php HTTP/1.1' })],
    ['another site lacks its script', missing(404, { server: 'other.example' })],
    ['the line is older than the answer', missing(404, { at: NOW - 60 })],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('script-not-found', change)).toEqual([]);
  });
});
