import { describe, expect, test } from 'vitest';
import {
  addFpm,
  type Draft,
  failFpm,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  killFpm,
  pathOf,
  SITE,
  SOCKET,
  socketAt,
  stopFpm,
  UNIT,
  unitOf,
  write,
} from './host.ts';

const LOG = '/var/log/php-fpm/error.log';
const MAIN = '/etc/php/8.2/fpm/php-fpm.conf';

/** A path of which some folder is missing: `/var/log/php-fpm/error.log` where `/var/log` is the last that exists. */
const missing = (host: Draft, path: string, firstMissing: string): void => {
  const names = firstMissing.split('/').slice(1);
  const folders = ['/', ...names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)].map((folder) => ({
    path: folder,
    owner: 'root',
    group: 'root',
    mode: '0755',
    exists: folder !== firstMissing,
  }));
  host.paths.push({ ...socketAt(path), kind: 'missing', inode: null, folders });
};

const unopened = (host: Draft, path = LOG, firstMissing = '/var/log/php-fpm'): void => {
  write(host, MAIN, `[global]\nerror_log = ${path}\ninclude=/etc/php/8.2/fpm/pool.d/*.conf\n`);
  host.fpm[0]!.test = {
    passed: false,
    output: `[21-Nov-2026 09:53:27] ERROR: failed to open error_log (${path}): No such file or directory (2)\n[21-Nov-2026 09:53:27] ERROR: failed to post process the configuration`,
  };
  missing(host, path, firstMissing);
};

const failed = (host: Draft): void => {
  failFpm(host);
  unopened(host);
};

describe('fpm-log-dir-missing', () => {
  test('the folder comes first; that the files are refused and PHP-FPM is down are symptoms', () => {
    expect(found(hostFacts(failed))).toEqual([
      'fpm-log-dir-missing:/var/log/php-fpm',
      `fpm-config-invalid:${UNIT}`,
      `fpm-stopped:${UNIT}`,
    ]);
    expect(findingOf('fpm-log-dir-missing', failed)).toMatchObject({
      severity: 'critical',
      sites: [SITE],
      remedy: {
        step: 'make_log_dir',
        level: 'auto',
        with: { path: '/var/log/php-fpm', owner: 'root', group: 'root', mode: '0755', unit: UNIT, state: 'started' },
      },
    });
  });

  test('Red Hat’s package gives that folder to apache', () => {
    const redhat = (host: Draft): void => {
      failed(host);
      host.accounts.push({ name: 'apache', uid: 48, gid: 48, group: 'apache', groups: ['apache'] });
    };
    expect(findingOf('fpm-log-dir-missing', redhat).remedy?.with).toMatchObject({
      owner: 'apache',
      group: 'root',
      mode: '0770',
    });
  });

  test('the folders of the logs that it would come to next are made as well', () => {
    const two = (host: Draft): void => {
      failed(host);
      const file = host.fpm[0]!.files[1]!;
      file.text += 'slowlog = /var/log/shop/$pool.slow\nrequest_slowlog_timeout = 5s\n';
      missing(host, '/var/log/shop/www.slow', '/var/log/shop');
    };
    expect(findingsOf('fpm-log-dir-missing', two).map(({ subject }) => subject)).toEqual([
      '/var/log/php-fpm',
      '/var/log/shop',
    ]);
  });

  test.each<[string, string]>([
    ['a slow log', `ERROR: Unable to create or open slowlog(${LOG}): No such file or directory (2)`],
    ['an access log', `ERROR: failed to open access log (${LOG}): No such file or directory (2)`],
  ])('%s counts as the error log does', (_, output) => {
    const other = (host: Draft): void => {
      failed(host);
      host.fpm[0]!.test = { passed: false, output };
    };
    expect(found(hostFacts(other))[0]).toBe('fpm-log-dir-missing:/var/log/php-fpm');
  });

  test('a PHP-FPM that runs on is warned of, and only the folder is made', () => {
    const running = findingOf('fpm-log-dir-missing', (host) => unopened(host));
    expect(running).toMatchObject({ severity: 'warning', sites: [], remedy: { with: { state: 'running' } } });
  });

  test('a dead socket beside it is repaired in the same run', () => {
    const killed = (host: Draft): void => {
      killFpm(host);
      unopened(host);
    };
    expect(findingOf('stale-socket', killed)).toMatchObject({ because: [], remedy: { step: 'remove_stale_socket' } });
  });

  test.each<[string, (host: Draft) => void, string]>([
    ['it belongs outside of /var/log', (host) => unopened(host, '/srv/logs/fpm.log', '/srv/logs'), 'below /var/log'],
    ['two folders are missing', (host) => unopened(host, '/var/log/a/b/fpm.log', '/var/log/a'), 'more than one folder'],
    ['the unit is masked', (host) => (unopened(host), void (unitOf(host, UNIT).load = 'masked')), 'masked'],
  ])('nothing is made where %s', (_, change, word) => {
    const finding = findingOf('fpm-log-dir-missing', (host) => {
      failFpm(host);
      change(host);
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain(word);
  });

  test.each<[string, (host: Draft) => void]>([
    ['PHP-FPM finds its files sound', () => undefined],
    ['PHP-FPM is stopped and finds its files sound', stopFpm],
    [
      'the files are refused for another reason',
      (host) => {
        failed(host);
        host.fpm[0]!.test = { passed: false, output: "ERROR: [/x.conf:3] unknown entry 'a'" };
      },
    ],
    [
      'the folder is there by now',
      (host) => {
        failed(host);
        for (const folder of pathOf(host, LOG).folders) folder.exists = true;
      },
    ],
    [
      'no site needs the PHP-FPM that can’t open its log',
      (host) => {
        addFpm(host, '8.1', 900);
        failFpm(host, 'php8.1-fpm.service');
        host.fpm[1]!.test = {
          passed: false,
          output: `ERROR: failed to open error_log (${LOG}): No such file or directory (2)`,
        };
        missing(host, LOG, '/var/log/php-fpm');
      },
    ],
    [
      'the socket’s folder is what is missing',
      (host) => (failFpm(host), void (pathOf(host, SOCKET).folders[2]!.exists = false)),
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('fpm-log-dir-missing', change)).toEqual([]);
  });
});
