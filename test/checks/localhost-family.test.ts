import { describe, expect, test } from 'vitest';
import {
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  pathOf,
  POOL_FILE,
  poolText,
  remove,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopFpm,
  write,
} from './host.ts';

const BOTH = ['::1', '127.0.0.1'];

/** A pool on TCP; nginx asks at a name. */
const named =
  (listen = '127.0.0.1', name = 'localhost', addresses = BOTH) =>
  (host: Draft): void => {
    write(host, POOL_FILE, poolText('www', { listen: `${listen.includes(':') ? `[${listen}]` : listen}:9000` }));
    write(host, SITE_FILE, siteText('shop.example', `${name}:9000`));
    host.unixListeners = [];
    remove(pathOf(host, SOCKET));
    host.tcpListeners.push({ host: listen, port: 9000, pid: 800, process: 'php-fpm8.2', queued: 0, backlog: 511 });
    host.resolvedNames = [{ name, addresses: [...addresses] }];
  };

describe('localhost-family', () => {
  test('the address that PHP-FPM listens on is written instead of the name', () => {
    expect(found(hostFacts(named()))).toEqual([`localhost-family:${SITE_FILE}:5:36`]);
    const finding = findingOf('localhost-family', (host) => {
      named()(host);
      host.logLines.push(connectFailed(111, '[::1]:9000', NOW - 9), connectFailed(111, '[::1]:9000', NOW - 3));
    });
    expect(finding).toMatchObject({
      severity: 'warning',
      message:
        'nginx takes localhost for 127.0.0.1:9000 and [::1]:9000, and PHP-FPM listens only on 127.0.0.1:9000: requests that try [::1]:9000 first are refused there',
      remedy: { step: 'realign_fastcgi_pass', with: { from: 'localhost:9000', to: '127.0.0.1:9000' } },
      sites: [SITE],
    });
    expect(finding.evidence.at(-1)?.text).toMatch(/\(111.*×2$/);
  });

  test('a pool on IPv6 alone is written as such', () => {
    expect(findingOf('localhost-family', named('::1')).remedy?.with['to']).toBe('[::1]:9000');
  });

  test('any name of the host itself counts', () => {
    expect(findingOf('localhost-family', named('127.0.0.1', 'php.internal')).remedy?.with['to']).toBe('127.0.0.1:9000');
  });

  test('a name in an upstream block is replaced there', () => {
    const finding = findingOf('localhost-family', (host) => {
      named()(host);
      write(host, SITE_FILE, `upstream php { server localhost:9000; }\n${siteText('shop.example', 'php')}`);
    });
    expect(finding.remedy?.with).toMatchObject({ line: 1, from: 'localhost:9000' });
  });

  test.each<[string, (host: Draft) => void]>([
    ['the socket is a unix one', () => undefined],
    ['PHP-FPM listens on both', named('::')],
    ['the name means one address', named('127.0.0.1', 'localhost', ['127.0.0.1'])],
    ['the name resolves to nothing', named('127.0.0.1', 'localhost', [])],
    ['one of the addresses is another machine’s', named('127.0.0.1', 'php', ['127.0.0.1', '10.0.0.9'])],
    [
      'PHP-FPM is stopped, which is another cause',
      (host) => {
        named()(host);
        stopFpm(host);
      },
    ],
    [
      'nginx asks at the number',
      (host) => {
        named()(host);
        write(host, SITE_FILE, siteText('shop.example', '127.0.0.1:9000'));
      },
    ],
    [
      'the name stands in a comment',
      (host) => {
        named()(host);
        write(host, SITE_FILE, `# fastcgi_pass localhost:9000;\n${siteText('shop.example', '127.0.0.1:9000')}`);
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('localhost-family', change)).toEqual([]);
  });
});
