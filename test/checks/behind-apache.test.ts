import { describe, expect, test } from 'vitest';
import {
  answer,
  type Draft,
  findingOf,
  found,
  hostFacts,
  SITE,
  SITE_FILE,
  SOCKET,
  stopFpm,
  UNIT,
  write,
} from './host.ts';

/** nginx hands all on to an Apache of the host's, which asks the host's PHP-FPM. */
const apache =
  (asks: string, status = 503) =>
  (host: Draft): void => {
    write(host, SITE_FILE, 'server { server_name shop.example; location / { proxy_pass http://127.0.0.1:8080; } }');
    host.tcpListeners.push({ host: '127.0.0.1', port: 8080, pid: 950, process: 'apache2', queued: 0, backlog: 511 });
    host.ownerSearch.holders.push({
      pid: 950,
      parent: 1,
      uid: 0,
      user: 'root',
      command: '/usr/sbin/apache2 -k start',
      startedAt: 1,
      unit: 'apache2.service',
      container: null,
    });
    host.ownerSearch.apacheAsks = [
      { file: '/etc/apache2/sites-enabled/shop.conf', line: 4, text: asks, units: ['apache2.service'] },
    ];
    answer(host, status);
  };

const byHandler = `SetHandler "proxy:unix:${SOCKET}|fcgi://localhost"`;

describe('an Apache behind nginx that asks PHP-FPM', () => {
  test('answers 503 once that is stopped, which is named and started', () => {
    const down = (host: Draft) => {
      stopFpm(host);
      apache(byHandler)(host);
    };
    expect(found(hostFacts(down))).toEqual([`fpm-stopped:${UNIT}`]);
    const finding = findingOf('fpm-stopped', down);
    expect(finding).toMatchObject({ severity: 'critical', sites: [SITE], remedy: { with: { unit: UNIT } } });
    expect(finding.evidence.map(({ text }) => text)).toContain(byHandler);
  });

  test('answers 503 as its PHP-FPM refuses its configuration', () => {
    const down = (host: Draft) => {
      stopFpm(host);
      apache(byHandler)(host);
      host.fpm[0]!.test = { passed: false, output: 'ERROR: [pool www] cannot get uid for user ‘x’' };
    };
    expect(found(hostFacts(down))).toEqual([`fpm-config-invalid:${UNIT}`, `fpm-stopped:${UNIT}`]);
  });

  test.each<[string, string, number]>([
    ['it asks another address', 'ProxyPassMatch "\\.php$" "fcgi://127.0.0.1:9000/srv"', 503],
    ['the site answers', byHandler, 200],
    ['the error is of another kind', byHandler, 404],
  ])('says nothing of a stopped PHP-FPM where %s', (_, asks, status) => {
    const down = (host: Draft) => {
      stopFpm(host);
      apache(asks, status)(host);
    };
    expect(found(hostFacts(down)).filter((each) => each.startsWith('fpm-stopped'))).toEqual([]);
  });
});
