import { describe, expect, test } from 'vitest';
import {
  addFpm,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  killFpm,
  SITE,
  SOCKET,
  stopFpm,
  UNIT,
  unitOf,
} from './host.ts';

const masked = (host: Draft): void => {
  stopFpm(host);
  Object.assign(unitOf(host, UNIT), { load: 'masked', enabled: 'masked', execStart: '' });
};

describe('fpm-masked', () => {
  test('a masked PHP-FPM that a site needs is somebody’s decision: who may undo it is told how', () => {
    expect(found(hostFacts(masked))).toEqual([`fpm-masked:${UNIT}`]);
    const finding = findingOf('fpm-masked', masked);
    expect(finding).toMatchObject({ severity: 'critical', remedy: null, sites: [SITE] });
    expect(finding.whyNoRemedy).toContain('systemctl unmask php8.2-fpm');
  });

  test('a mask that ends with the next boot is called so', () => {
    const finding = findingOf('fpm-masked', (host) => {
      masked(host);
      unitOf(host, UNIT).enabled = 'masked-runtime';
    });
    expect(finding.message).toContain('until the next reboot');
  });

  test('one that runs on is a warning: it serves, and could not start again', () => {
    const finding = findingOf('fpm-masked', (host) => {
      Object.assign(unitOf(host, UNIT), { load: 'masked', enabled: 'masked' });
    });
    expect(finding).toMatchObject({ severity: 'warning', sites: [] });
  });

  test('the socket that it left when it was killed is a symptom', () => {
    const killed = (host: Draft): void => {
      killFpm(host);
      Object.assign(unitOf(host, UNIT), { load: 'masked', enabled: 'masked' });
    };
    expect(found(hostFacts(killed))).toEqual([`fpm-masked:${UNIT}`, `stale-socket:${SOCKET}`]);
    expect(findingOf('stale-socket', killed).because).toEqual([`fpm-masked:${UNIT}`]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['it is merely stopped', stopFpm],
    ['it is disabled, which is no mask', (host) => (stopFpm(host), void (unitOf(host, UNIT).enabled = 'disabled'))],
    [
      'no site uses the masked version',
      (host) => {
        addFpm(host, '8.1', 900);
        stopFpm(host, 'php8.1-fpm.service');
        Object.assign(unitOf(host, 'php8.1-fpm.service'), { load: 'masked', enabled: 'masked' });
      },
    ],
    [
      'another program listens at its address',
      (host) => {
        const bound = host.unixListeners;
        masked(host);
        host.unixListeners = bound.map((each) => ({ ...each, pid: 4242, process: 'hhvm' }));
        Object.assign(host.paths[0]!, { kind: 'socket', inode: 4711 });
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('fpm-masked', change)).toEqual([]);
  });
});
