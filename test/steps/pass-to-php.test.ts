import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import {
  addFpm,
  addPool,
  addSite,
  type Draft,
  file,
  pathOf,
  poolText,
  SITE_FILE,
  siteText,
  SOCKET,
  stopFpm,
  write,
} from '../checks/host.ts';
import { edit, passing, plan, told, worldOf } from './world.ts';

const OLD = '/run/php/php7.4-fpm.sock';
const given: JsonObject = { from: '7.4', to: '8.2' };

/** Two versions with a pool `www` each; the site asks the old one. */
function twoVersions(host: Draft): void {
  addFpm(host, '7.4', 900);
  write(host, SITE_FILE, siteText('shop.example', `unix:${OLD}`));
}
const oldPool = '/etc/php/7.4/fpm/pool.d/www.conf';

/** What a step says on a host with two versions, as a test then changed it. */
const said = (arguments_: JsonObject, change: (host: Draft) => void = () => undefined): readonly string[] =>
  told(
    plan(
      'pass_to_php',
      worldOf((host) => {
        twoVersions(host);
        change(host);
      }),
      arguments_,
    ),
  );

test('sites ask the pool of the same name of the other version, and nginx alone is reloaded', () => {
  const change = (host: Draft): void => {
    addSite(host, 'blog', `unix:${OLD}`);
    addPool(host, 'api', '/run/php/api.sock');
    addSite(host, 'api', 'unix:/run/php/api.sock');
  };
  const expected = [
    edit('/etc/nginx/sites-enabled/blog', 5, passing(`unix:${OLD}`), passing(`unix:${SOCKET}`)),
    edit('/etc/nginx/sites-available/shop', 5, passing(`unix:${OLD}`), passing(`unix:${SOCKET}`)),
    'gate: test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf',
    'service: reload nginx.service',
  ];
  expect(said(given, change)).toEqual(expected);
  expect(said({ from: 7.4, to: 8.2 }, change)).toEqual(expected);
});

test('where no site asks the old version, nothing is left to do', () => {
  expect(said({ from: '8.2', to: '7.4' })).toEqual(['unchanged: no site here passes to a pool of PHP 8.2']);
  expect(said({ from: '5.6', to: '8.2' })).toEqual(['unchanged: no site here passes to a pool of PHP 5.6']);
});

describe('no site is moved, and it is said why, when', () => {
  test.each<[string, JsonObject, (host: Draft) => void, string]>([
    [
      'the new version is not there',
      { from: '7.4', to: '8.3' },
      () => undefined,
      'there is no PHP-FPM 8.3 on this host',
    ],
    ['both are one', { from: '7.4', to: '7.4.29' }, () => undefined, '7.4 and 7.4.29 are the same version'],
    ['one is none', { from: ['7.4'], to: '8.2' }, () => undefined, '`from` and `to` must be PHP versions'],
    ['the new one is stopped', given, (host) => stopFpm(host), 'PHP-FPM 8.2 does not run'],
    [
      'it refuses its files',
      given,
      (host) => {
        host.fpm.find(({ unit }) => unit === 'php8.2-fpm.service')!.test.passed = false;
      },
      'must pass first',
    ],
    [
      'nginx refuses its files',
      given,
      (host) => {
        host.nginx.test.passed = false;
      },
      '/usr/sbin/nginx -t -c /etc/nginx/nginx.conf must pass first',
    ],
    [
      'one of two pools has no heir',
      given,
      (host) => {
        addPool(
          host,
          'legacy',
          '/run/php/legacy.sock',
          host.fpm.find(({ version }) => version.startsWith('7.4')),
        );
        addSite(host, 'legacy', 'unix:/run/php/legacy.sock');
      },
      'PHP 8.2 has no pool legacy: make one of /etc/php/7.4/fpm/pool.d/legacy.conf below /etc/php/8.2/fpm/',
    ],
    [
      'it would run as somebody else',
      given,
      (host) => write(host, oldPool, poolText('www', { user: 'app', listen: OLD })),
      'pool www has user = app in PHP 7.4.29 and www-data in 8.2',
    ],
    [
      'its pool listens nowhere',
      given,
      (host) => {
        host.unixListeners = host.unixListeners.filter(({ path }) => path !== SOCKET);
      },
      'listens nowhere: restart php8.2-fpm.service first',
    ],
    [
      'its pool shuts nginx out',
      given,
      (host) => {
        pathOf(host, SOCKET).nginxMayConnect = false;
      },
      `nginx may not connect to unix:${SOCKET}`,
    ],
    [
      'the address is made of a variable',
      given,
      (host) => {
        host.nginx.files.push(
          file(
            '/etc/nginx/sites-enabled/more',
            'server { listen 81; set $v 7.4; fastcgi_pass unix:/run/php/php$v-fpm.sock; }',
          ),
        );
      },
      'is made of a variable',
    ],
  ])('%s', (_, arguments_, change, why) => {
    expect(said(arguments_, change)).toEqual([expect.stringContaining(`refused: `)]);
    expect(said(arguments_, change)[0]).toContain(why);
  });
});
