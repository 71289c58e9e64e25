import { describe, expect, test } from 'vitest';
import {
  addFpm,
  addPool,
  addSite,
  answer,
  type Draft,
  failFpm,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  POOL_FILE,
  poolText,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopFpm,
  UNIT,
  write,
} from './host.ts';

const ADDRESS = '127.0.0.1:9000';

const taken = (host: Draft): void => {
  write(host, POOL_FILE, poolText('www', { listen: ADDRESS }));
  write(host, SITE_FILE, siteText('shop.example', ADDRESS));
  failFpm(host);
  host.tcpListeners.push({ host: '127.0.0.1', port: 9000, pid: 4242, process: 'perl', queued: 0, backlog: 5 });
};

describe('listen-address-taken', () => {
  test('who holds the address and who wants it are both named, and nobody is stopped', () => {
    expect(found(hostFacts(taken))).toEqual([`listen-address-taken:${ADDRESS}`]);
    const finding = findingOf('listen-address-taken', taken);
    expect(finding).toMatchObject({ severity: 'critical', remedy: null, sites: [SITE] });
    expect(finding.message).toContain('perl (pid 4242)');
    expect(finding.whyNoRemedy).toContain('php8.2-fpm');
  });

  test('PHP-FPM’s own words of its last start are evidence, older ones are not', () => {
    const line = (at: number, message: string) => ({
      program: 'php-fpm' as const,
      source: '/var/log/php8.2-fpm.log',
      line: 7,
      at,
      level: 'ERROR',
      pid: null,
      pool: null,
      message,
      errno: 98,
      upstream: null,
      server: null,
      request: null,
    });
    const said = "unable to bind listening socket for address '127.0.0.1:9000': Address already in use (98)";
    const finding = findingOf('listen-address-taken', (host) => {
      taken(host);
      host.logLines = [line(NOW - 4000, said), line(NOW - 61, said)];
    });
    expect(finding.evidence.at(-1)).toMatchObject({ line: 7, text: said });
  });

  test('one taken address keeps the pools of the other addresses down: that is its symptom', () => {
    const other = (host: Draft): void => {
      addPool(host, 'api', ADDRESS);
      failFpm(host);
      host.paths = host.paths.filter(({ path }) => path !== ADDRESS);
      host.tcpListeners.push({ host: '0.0.0.0', port: 9000, pid: null, process: null, queued: null, backlog: null });
    };
    expect(found(hostFacts(other))).toEqual([`listen-address-taken:${ADDRESS}`, `fpm-stopped:${UNIT}`]);
    expect(findingOf('listen-address-taken', other).message).toContain('a program that only root can name');
    expect(findingOf('fpm-stopped', other).remedy).toBeNull();
  });

  test.each<[string, (host: Draft) => void]>([
    ['PHP-FPM itself listens there', () => undefined],
    ['nobody listens there', stopFpm],
    [
      'another version of PHP-FPM has the same address and serves the site',
      (host) => {
        addFpm(host, '8.1', 900, SOCKET);
        failFpm(host);
        for (const path of host.paths) Object.assign(path, { kind: 'socket', inode: 4711 });
        answer(host, 200);
      },
    ],
    [
      'no site needs the PHP-FPM that can’t start',
      (host) => {
        addFpm(host, '8.1', 900, '/run/php/other.sock');
        failFpm(host, 'php8.1-fpm.service');
        host.unixListeners.push({
          path: '/run/php/other.sock',
          pid: 7,
          process: 'x',
          inode: null,
          queued: 0,
          backlog: 5,
        });
      },
    ],
    [
      'the port is taken on another address',
      (host) => {
        taken(host);
        host.tcpListeners.at(-1)!.host = '192.0.2.7';
      },
    ],
    [
      'a second site asks elsewhere and fails for reasons of its own',
      (host) => addSite(host, 'blog.example', '127.0.0.1:9001', 502),
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('listen-address-taken', change)).toEqual([]);
  });
});
