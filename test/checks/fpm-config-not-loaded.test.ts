import { describe, expect, test } from 'vitest';
import {
  addPool,
  answer,
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
  SOCKET,
  UNIT,
  write,
} from './host.ts';

const touched = (host: Draft, options: Readonly<Record<string, string>> = {}): void =>
  write(host, POOL_FILE, poolText('www', options), NOW - 60);

const oldAddress = (host: Draft): void => {
  touched(host);
  host.unixListeners = [];
  host.tcpListeners.push({ host: '127.0.0.1', port: 9000, pid: 800, process: 'php-fpm8.2', queued: 0, backlog: 511 });
  remove(pathOf(host, SOCKET));
  answer(host, 502);
};

const oldOwner = (host: Draft): void => {
  touched(host);
  Object.assign(pathOf(host, SOCKET), { owner: 'root', group: 'root', nginxMayConnect: false });
  answer(host, 502);
};

describe('fpm-config-not-loaded', () => {
  test('the written address has no listener and the file is younger than the master: restart', () => {
    expect(found(hostFacts(oldAddress))).toEqual([`fpm-config-not-loaded:${UNIT}`]);
    const finding = findingOf('fpm-config-not-loaded', oldAddress);
    expect(finding.remedy).toMatchObject({ step: 'service', with: { unit: UNIT, state: 'restarted' } });
    expect(finding.sites).toEqual([SITE]);
  });

  test('the section lets nginx in and the socket does not: restart', () => {
    expect(found(hostFacts(oldOwner))).toEqual([`fpm-config-not-loaded:${UNIT}`]);
    expect(findingOf('fpm-config-not-loaded', oldOwner).message).toContain('root:root 0660');
  });

  test('the access list lets nginx in and the socket does not: restart', () => {
    const acl = (host: Draft) => {
      touched(host, { 'listen.acl_users': 'app,www-data' });
      Object.assign(pathOf(host, SOCKET), {
        owner: 'root',
        group: 'root',
        acl: ['user:app:rw-'],
        nginxMayConnect: false,
      });
      answer(host, 502);
    };
    expect(found(hostFacts(acl))).toEqual([`fpm-config-not-loaded:${UNIT}`]);
  });

  test('a configuration that would not pass is not restarted into', () => {
    const invalid = (host: Draft) => {
      oldAddress(host);
      host.fpm[0]!.test = { passed: false, output: 'ERROR: x' };
    };
    expect(findingOf('fpm-config-not-loaded', invalid)).toMatchObject({
      remedy: null,
      because: [`fpm-config-invalid:${UNIT}`],
    });
  });

  test.each<[string, (host: Draft) => void]>([
    ['nothing has changed', () => undefined],
    ['the file was only touched, and the socket is what it says', (host) => touched(host)],
    [
      'the file names an address that no site asks for',
      (host) => {
        touched(host, { listen: '/run/php/next.sock' });
      },
    ],
    [
      'the file is older than the master, so that it was read',
      (host) => {
        oldAddress(host);
        write(host, POOL_FILE, poolText('www'));
      },
    ],
    [
      'the file as it is would not let nginx in either',
      (host) => {
        oldOwner(host);
        touched(host, { 'listen.owner': 'app', 'listen.group': 'app' });
      },
    ],
    [
      'the changed pool is one that no site uses',
      (host) => {
        addPool(host, 'spare', '/run/php/spare.sock');
        host.unixListeners.pop();
        write(
          host,
          '/etc/php/8.2/fpm/pool.d/spare.conf',
          poolText('spare', { listen: '/run/php/spare.sock' }),
          NOW - 9,
        );
      },
    ],
    [
      'only log lines speak of it',
      (host) => {
        host.logLines = [connectFailed(2, `unix:${SOCKET}`, NOW - 7200)];
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('fpm-config-not-loaded', change)).toEqual([]);
  });
});
