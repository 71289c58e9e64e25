import { describe, expect, test } from 'vitest';
import {
  connectFailed,
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
  pathOf,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopFpm,
  UNIT,
  write,
} from './host.ts';

/** A pool on TCP with that list; nginx asks there. */
const onTcp =
  (allowed: string | null, listen = '127.0.0.1:9000', pass = listen, bound = listen.replace(/:\d+$/, '')) =>
  (host: Draft): void => {
    write(
      host,
      POOL_FILE,
      poolText('www', { listen, ...(allowed === null ? {} : { 'listen.allowed_clients': allowed }) }),
    );
    write(host, SITE_FILE, siteText('shop.example', pass));
    host.unixListeners = [];
    remove(pathOf(host, SOCKET));
    const at = bound.replace(/^\[|\]$/g, '');
    host.tcpListeners.push({ host: at, port: 9000, pid: 800, process: 'php-fpm8.2', queued: 0, backlog: 511 });
    answer(host, 502);
  };

const subject = 'client-not-allowed:www@/etc/php/8.2/fpm/php-fpm.conf';

describe('client-not-allowed', () => {
  test("nginx's address is added to the list, and nothing else", () => {
    expect(found(hostFacts(onTcp('10.0.0.5')))).toEqual([subject]);
    const finding = findingOf('client-not-allowed', (host) => {
      onTcp('10.0.0.5')(host);
      host.logLines.push({ ...connectFailed(104, '127.0.0.1:9000', NOW - 3), message: 'recv() failed (104: …)' });
      host.logLines.push(connectFailed(104, '127.0.0.1:9999', NOW - 3));
    });
    expect(finding.message).toBe('pool www lets in only 10.0.0.5, and nginx connects from 127.0.0.1');
    expect(finding.remedy).toMatchObject({
      step: 'set_pool_option',
      level: 'guarded',
      with: {
        file: POOL_FILE,
        section: 'www',
        options: { 'listen.allowed_clients': '10.0.0.5,127.0.0.1' },
        unit: UNIT,
      },
    });
    expect(finding.sites).toEqual([SITE]);
    expect(finding.evidence.filter(({ text }) => text.includes('(104'))).toHaveLength(1);
  });

  // What PHP-FPM 8.2 makes of each list was tried on a Debian 12 host.
  test.each([
    ['10.0.0.5, 127.0.0.1', '10.0.0.5,127.0.0.1'],
    ['127.0.0.1 ,10.0.0.5', '127.0.0.1,10.0.0.5'],
    ['any', '127.0.0.1'],
    ['127.0.0.1/32', '127.0.0.1'],
    ['localhost', '127.0.0.1'],
    ['0.0.0.0', '0.0.0.0,127.0.0.1'],
    ['::1', '::1,127.0.0.1'],
  ])('a list of %j lets nginx not in, and becomes %s', (allowed, after) => {
    const { remedy } = findingOf('client-not-allowed', onTcp(allowed));
    expect(remedy?.with['options']).toEqual({ 'listen.allowed_clients': after });
  });

  test.each([
    ['[::1]:9000', '[::1]:9000', '::1', '10.0.0.5,::1'],
    ['[::]:9000', '127.0.0.1:9000', '::', '10.0.0.5,127.0.0.1'],
    ['10.0.0.9:9000', '10.0.0.9:9000', '10.0.0.9', '10.0.0.5,10.0.0.9'],
    ['9000', 'localhost:9000', '::', '10.0.0.5,127.0.0.1,::1'],
    ['127.0.0.1:9000', 'localhost:9000', '127.0.0.1', '10.0.0.5,127.0.0.1'],
  ])('a pool on %s that nginx reaches at %s needs the address from which that goes', (listen, pass, bound, after) => {
    const { remedy } = findingOf('client-not-allowed', onTcp('10.0.0.5', listen, pass, bound));
    expect(remedy?.with['options']).toEqual({ 'listen.allowed_clients': after });
  });

  test('nobody restarts a pool that systemd does not run', () => {
    const finding = findingOf('client-not-allowed', (host) => {
      onTcp('10.0.0.5')(host);
      host.fpm[0]!.unit = null;
    });
    expect(finding).toMatchObject({ remedy: null, whyNoRemedy: expect.stringContaining('no systemd unit') as string });
  });

  test.each<[string, (host: Draft) => void]>([
    ['nginx may connect', () => undefined],
    ['the list has its address', onTcp('127.0.0.1')],
    ['the list has it in the other family', onTcp('::ffff:127.0.0.1', '[::]:9000', '127.0.0.1:9000', '::')],
    ['there is no list', onTcp(null)],
    [
      'the list is commented out',
      (host) => write(host, POOL_FILE, `${poolText('www')};listen.allowed_clients = 10.0.0.5\n`),
    ],
    [
      'the pool is on a unix socket',
      (host) => write(host, POOL_FILE, poolText('www', { 'listen.allowed_clients': '10.0.0.5' })),
    ],
    [
      'the list was written after PHP-FPM read its files',
      (host) => {
        onTcp('10.0.0.5')(host);
        host.fpm[0]!.files[1]!.changedAt = NOW - 60;
      },
    ],
    [
      'PHP-FPM is stopped',
      (host) => {
        onTcp('10.0.0.5')(host);
        stopFpm(host);
      },
    ],
    [
      'nginx binds its end to another address',
      (host) => {
        onTcp('10.0.0.5')(host);
        const text = siteText('shop.example', '127.0.0.1:9000');
        write(host, SITE_FILE, text.replace('listen 80;', 'listen 80;\n  fastcgi_bind 10.0.0.5;'));
      },
    ],
    [
      'no site uses the pool',
      (host) => {
        onTcp('10.0.0.5')(host);
        write(host, SITE_FILE, siteText('shop.example', '10.0.0.7:9000'));
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('client-not-allowed', change)).toEqual([]);
  });
});
