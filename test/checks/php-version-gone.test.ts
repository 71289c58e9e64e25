import { describe, expect, test } from 'vitest';
import {
  addFpm,
  addPool,
  answer,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopFpm,
  write,
} from './host.ts';

const asksAt =
  (pass: string, ...removed: string[]) =>
  (host: Draft): void => {
    write(host, SITE_FILE, siteText('shop.example', pass));
    host.packaging.removedPhp = removed.map((version) => ({
      version,
      source: `/etc/php/${version}/fpm`,
      line: null,
      text: 'left over',
    }));
    answer(host, 502);
  };
const GONE = 'unix:/run/php/php7.4-fpm.sock';

describe('php-version-gone', () => {
  test('the address of the version that is there is written only once that is approved', () => {
    expect(found(hostFacts(asksAt(GONE, '7.4')))).toEqual([`php-version-gone:${SITE_FILE}:5:36`]);
    const finding = findingOf('php-version-gone', asksAt(GONE, '7.4'));
    expect(finding.message).toBe(
      `${SITE} asks for PHP at ${GONE}, and PHP 7.4 is no longer installed (installed: 8.2.29); pool www is at unix:${SOCKET}`,
    );
    expect(finding.remedy).toMatchObject({
      step: 'realign_fastcgi_pass',
      level: 'approve',
      with: { from: GONE, to: `unix:${SOCKET}` },
    });
    expect(finding.evidence[1]).toMatchObject({ source: '/etc/php/7.4/fpm', text: 'left over' });
  });

  test.each([
    'unix:/run/php7.4-fpm.sock',
    'unix:/var/run/php-fpm-7.4.sock',
    'unix:/var/opt/remi/php74/run/php-fpm/www.sock',
  ])('the version is read from %s', (pass) => {
    expect(findingOf('php-version-gone', asksAt(pass, '7.4')).severity).toBe('critical');
  });

  test('with two pools that can be meant nothing is done', () => {
    const finding = findingOf('php-version-gone', (host) => {
      asksAt(GONE, '7.4')(host);
      addPool(host, 'blog', '/run/php/blog.sock');
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain('more than one pool can be meant');
  });

  test.each<[string, (host: Draft) => void]>([
    ['the version is there', () => undefined],
    ['nothing tells that the version was ever there: then the address is a mistake', asksAt(GONE)],
    ['another version was removed', asksAt(GONE, '7.3')],
    [
      'the version was removed and nobody asks for it',
      (host) => {
        asksAt(`unix:${SOCKET}`, '7.4')(host);
        answer(host, 200);
      },
    ],
    [
      'the version is installed and stopped',
      (host) => {
        asksAt(GONE, '7.4')(host);
        addFpm(host, '7.4', 900);
        stopFpm(host, 'php7.4-fpm.service');
      },
    ],
    ['a path only looks like a version', asksAt('unix:/run/php/php7.40.sock', '7.4')],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('php-version-gone', change)).toEqual([]);
  });
});
