import { describe, expect, test } from 'vitest';
import { fpmLine, nginxLine } from './crowd.ts';
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
  SITE_FILE,
  siteText,
  SOCKET,
  UNIT,
  write,
} from './host.ts';

const CAUSE = 'terminate-timeout';
const POOL = 'www@/etc/php/8.2/fpm/php-fpm.conf';
const KILLED =
  '[pool www] child 93, script \'/srv/index.php\' (request: "GET /index.php") execution timed out (10.043296 sec), terminating';
const limited = (host: Draft, limit = '10s'): void =>
  write(host, POOL_FILE, poolText('www', { request_terminate_timeout: limit }));
const killing = (host: Draft): void => {
  limited(host);
  answer(host, 502);
  host.logLines.push(
    fpmLine(KILLED, NOW - 20),
    fpmLine(KILLED),
    nginxLine('recv() failed (104: Connection reset by peer) while reading response header from upstream'),
  );
};

describe(CAUSE, () => {
  test('the limits are put in order: nginx gives up first', () => {
    expect(found(hostFacts(killing))).toEqual([`${CAUSE}:${POOL}`]);
    const finding = findingOf(CAUSE, killing);
    expect(finding.message).toBe(
      'PHP-FPM kills scripts of pool www after 10 s (request_terminate_timeout), while nginx waits 60 s (fastcgi_read_timeout): 2 times, /srv/index.php; in order would be 60 s < 60 + 5 = 65 s',
    );
    expect(finding.remedy).toMatchObject({
      step: 'set_pool_option',
      level: 'approve',
      with: { file: POOL_FILE, section: 'www', options: { request_terminate_timeout: '65s' }, unit: UNIT },
    });
    expect(finding.evidence.map(({ text }) => text)).toEqual([
      'request_terminate_timeout = 10s',
      `${KILLED} ×2`,
      'recv() failed (104: Connection reset by peer) while reading response header from upstream',
    ]);
  });

  test('the longest time that nginx waits counts', () => {
    const patient = (host: Draft): void => {
      killing(host);
      write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}; fastcgi_read_timeout 5m`));
    };
    expect(findingOf(CAUSE, patient).remedy?.with).toMatchObject({ options: { request_terminate_timeout: '305s' } });
  });

  test.each([
    ['10', '10 s'],
    ['10s', '10 s'],
    ['0.5m', null],
    ['1m', null],
  ])('a limit of %s is %s', (written, time) => {
    const own = (host: Draft): void => {
      killing(host);
      limited(host, written);
    };
    const [finding] = findingsOf(CAUSE, own);
    expect(finding?.message.includes(`after ${time ?? ''} (`) ?? null).toBe(time === null ? null : true);
  });

  test('sites that answer are a warning', () => {
    const passing = (host: Draft): void => {
      killing(host);
      answer(host, 200);
    };
    expect(findingOf(CAUSE, passing).severity).toBe('warning');
  });

  test.each<[string, (host: Draft) => void]>([
    ['no script was killed', (host) => limited(host)],
    [
      'PHP-FPM has started since',
      (host) => {
        killing(host);
        for (const unit of host.units) if (unit.name === UNIT) unit.stateChangedAt = NOW - 1;
      },
    ],
    [
      'nginx gives up first',
      (host) => {
        killing(host);
        write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}; fastcgi_read_timeout 5`));
      },
    ],
    [
      'the limit is commented out',
      (host) => {
        killing(host);
        write(host, POOL_FILE, `${poolText('www')};request_terminate_timeout = 10s\n`);
      },
    ],
    [
      'another pool’s script was killed',
      (host) => {
        limited(host);
        host.logLines.push(fpmLine(KILLED.replace('pool www', 'pool blog')));
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
