import { describe, expect, test } from 'vitest';
import {
  addPool,
  addSite,
  answer,
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopFpm,
  write,
} from './host.ts';

const AT = '127.0.0.1:8080';

const said = (host: Draft, at = NOW - 3, upstream = AT): void =>
  void host.logLines.push({
    ...connectFailed(0, upstream, at),
    errno: null,
    message: '*5 upstream sent unsupported FastCGI protocol version: 72 while reading response header from upstream',
  });

/** The site asks for PHP where another program listens. */
const asksAt =
  (process: string | null, pass = AT) =>
  (host: Draft): void => {
    write(host, SITE_FILE, siteText('shop.example', pass));
    host.tcpListeners.push({ host: '127.0.0.1', port: 8080, pid: 950, process, queued: 0, backlog: 511 });
    answer(host, 502);
  };
const proxied =
  (to: string) =>
  (host: Draft): void => {
    write(host, SITE_FILE, siteText('shop.example', 'X').replace('fastcgi_pass X', `proxy_pass http://${to}`));
  };
const heard = (process: string | null) => (host: Draft) => {
  asksAt(process)(host);
  said(host);
};

describe('wrong-protocol', () => {
  test('the program that answers in HTTP is named, and nothing is changed', () => {
    expect(found(hostFacts(heard('node')))).toEqual([`wrong-protocol:${SITE_FILE}:5:36`]);
    const finding = findingOf('wrong-protocol', heard('node'));
    expect(finding.message).toBe(`${SITE} speaks FastCGI to ${AT}, where node listens, and that is no FastCGI server`);
    expect(finding).toMatchObject({ remedy: null, sites: [SITE], severity: 'critical' });
    expect(finding.evidence.map(({ text }) => text)).toContain(`node (pid 950) listens on ${AT}`);
    expect(finding.evidence.at(-1)?.text).toContain('version: 72');
  });

  test('nginx itself is no FastCGI server, whatever its log says', () => {
    expect(findingOf('wrong-protocol', asksAt('nginx')).message).toContain('where nginx listens');
  });

  test('a program without a name is another program', () => {
    expect(findingOf('wrong-protocol', heard(null)).message).toContain('where another program listens');
  });

  test.each([['a unix socket', `unix:${SOCKET}:/`, `unix:${SOCKET}`]])(
    'a proxy_pass to a pool on %s is the reverse',
    (_, to, where) => {
      const finding = findingOf('wrong-protocol', (host) => {
        proxied(to)(host);
        answer(host, 502);
      });
      expect(finding.message).toBe(
        `${SITE} speaks HTTP to ${where}, where pool www of PHP-FPM listens, which understands only FastCGI`,
      );
      expect(finding).toMatchObject({ remedy: null, severity: 'critical' });
    },
  );

  test('the reverse is a warning where the site answers otherwise', () => {
    expect(findingOf('wrong-protocol', proxied(`unix:${SOCKET}:/`)).severity).toBe('warning');
  });

  test.each<[string, (host: Draft) => void]>([
    ['PHP-FPM listens', () => undefined],
    [
      'the site answers',
      (host) => {
        heard('node')(host);
        answer(host, 200);
      },
    ],
    ['another FastCGI server listens, of which nginx says nothing', asksAt('fcgiwrap')],
    [
      'nginx said it before it read its files',
      (host) => {
        asksAt('node')(host);
        said(host, NOW - 7200);
      },
    ],
    [
      'nginx said it of another address',
      (host) => {
        asksAt('node')(host);
        said(host, NOW - 3, '127.0.0.1:8081');
      },
    ],
    [
      'nobody listens',
      (host) => {
        heard('node')(host);
        host.tcpListeners = host.tcpListeners.slice(0, 1);
      },
    ],
    ['a proxy leads to a program that is no pool', proxied('127.0.0.1:3000')],
    [
      'a proxy leads to a pool that is stopped',
      (host) => {
        proxied(`unix:${SOCKET}:/`)(host);
        stopFpm(host);
      },
    ],
    [
      'a pool listens beside it that nobody proxies to',
      (host) => {
        addPool(host, 'blog', '/run/php/blog.sock');
        addSite(host, 'blog.example', 'unix:/run/php/blog.sock');
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('wrong-protocol', change)).toEqual([]);
  });
});
