import { describe, expect, test } from 'vitest';
import { all } from './answering.ts';
import {
  addSite,
  answer,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  POOL_FILE,
  poolText,
  SITE,
  siteText,
  SOCKET,
  write,
} from './host.ts';
import { phpSays } from './named.ts';

const CAUSE = 'php-open-basedir';
const ALLOWED = '/srv/blog/:/tmp/';
const WARNING = `PHP message: PHP Warning:  PHP Request Startup: open_basedir restriction in effect. File(/srv/shop/index.php) is not within the allowed path(s): (${ALLOWED}) in Unknown on line 0`;
const NO_SCRIPT = `${WARNING}; Unable to open primary script: /srv/shop/index.php (Operation not permitted)`;

const met =
  (status: number, more = {}) =>
  (host: Draft): void => {
    answer(host, status);
    host.logLines.push(phpSays(NO_SCRIPT, more));
  };
const ofNginx =
  (text: string) =>
  (host: Draft): void => {
    addSite(host, 'blog.example', `unix:${SOCKET}`);
    const file = host.nginx.files.find(({ path }) => path.endsWith('blog.example'))!;
    file.text = siteText('blog.example', `unix:${SOCKET}; fastcgi_param PHP_ADMIN_VALUE "${text}"`);
  };

describe(CAUSE, () => {
  test('what another site sets, and the worker keeps, is named with its line', () => {
    const finding = findingOf(CAUSE, all(ofNginx(`open_basedir=${ALLOWED}`), met(404)));
    expect(finding).toMatchObject({
      severity: 'critical',
      subject: `${SITE}: ${ALLOWED}`,
      sites: [SITE],
      remedy: null,
    });
    expect(finding.message).toContain('as nginx sets it for blog.example:80 (/etc/nginx/sites-enabled/blog.example:5)');
    expect(finding.whyNoRemedy).toContain('give blog.example:80 and shop.example:80 a pool each');
  });

  test('a line of several settings, with a variable, counts', () => {
    const text = 'memory_limit=1G\nopen_basedir=$document_root:/tmp/';
    expect(findingOf(CAUSE, all(ofNginx(text), met(404))).message).toContain('as nginx sets it for blog.example:80');
  });

  test.each<[string, (host: Draft) => void, string]>([
    [
      'the pool',
      (host) => write(host, POOL_FILE, poolText('www', { 'php_admin_value[open_basedir]': ALLOWED })),
      `${POOL_FILE}:7`,
    ],
    [
      'a .user.ini',
      (host) =>
        void host.phpSettings.push({ key: 'open_basedir', value: ALLOWED, file: '/srv/shop/.user.ini', line: 2 }),
      '/srv/shop/.user.ini:2',
    ],
    [
      'php.ini',
      (host) =>
        void host.phpSettings.push({ key: 'open_basedir', value: ALLOWED, file: '/etc/php/8.2/fpm/php.ini', line: 9 }),
      '/etc/php/8.2/fpm/php.ini:9',
    ],
  ])('%s sets it', (_, set, at) => {
    expect(findingOf(CAUSE, all(set, met(404))).message).toContain(`, by ${at}`);
  });

  test('who sets it may not be known', () => {
    const other = (host: Draft): void =>
      void host.phpSettings.push({ key: 'open_basedir', value: '/srv', file: '/etc/php.ini', line: 9 });
    expect(findingOf(CAUSE, all(other, met(404))).message).toContain('none of the files that were read says so');
    expect(found(hostFacts(met(404)))).toEqual([`${CAUSE}:${SITE}: ${ALLOWED}`]);
  });

  test('a fatal error that follows is a symptom', () => {
    const fatal = (host: Draft): void => {
      answer(host, 500);
      host.logLines.push(
        phpSays(
          `${WARNING}; PHP message: PHP Fatal error:  Failed opening required '/srv/x.php' in /srv/shop/index.php on line 2`,
        ),
      );
    };
    expect(found(hostFacts(fatal))[0]).toBe(`${CAUSE}:${SITE}: ${ALLOWED}`);
    expect(findingOf('php-fatal', fatal).because).toEqual([`${CAUSE}:${SITE}: ${ALLOWED}`]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['the line is older than the programs', met(200, { at: NOW - 7200 })],
    ['it is another site’s', met(200, { server: 'other.example' })],
    ['the setting is there and nobody complains', ofNginx(`open_basedir=${ALLOWED}`)],
    [
      'somebody asks for a page of that name',
      (host) => {
        answer(host, 404);
        host.logLines.push(phpSays('Primary script unknown', { request: `GET /open_basedir HTTP/1.1` }));
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
