import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { type Draft, POOL_FILE, poolText, SITE_FILE, siteText, UNIT, unitOf, write } from '../checks/host.ts';
import { edit, passing, plan, told, worldOf } from './world.ts';

const FROM = 'unix:/tmp/php.sock';
const TO = 'unix:/run/php/www.sock';
const text = siteText('shop.example', FROM);
const word = { file: '/etc/nginx/sites-available/shop', line: 5, start: text.indexOf(FROM), from: FROM, to: TO };
const given: JsonObject = { file: POOL_FILE, section: 'www', path: '/run/php/www.sock', words: [word], unit: UNIT };
const inTmp = (host: Draft): void => {
  write(host, POOL_FILE, poolText('www', { listen: '/tmp/php.sock' }));
  write(host, SITE_FILE, text);
};

test('both sides are edited and tested, PHP-FPM is restarted and nginx reloaded', () => {
  const outcome = plan('move_socket', worldOf(inTmp), given);
  expect(told(outcome)).toEqual([
    'write-file: write /etc/php/8.2/fpm/pool.d/www.conf: line 4 `listen = /tmp/php.sock` → `listen = /run/php/www.sock`',
    edit('/etc/nginx/sites-available/shop', 5, passing(FROM), passing(TO)),
    'gate: test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf',
    'gate: test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf',
    `service: restart ${UNIT}`,
    'service: reload nginx.service',
  ]);
  expect(outcome).toMatchObject({
    changes: [
      { after: poolText('www', { listen: '/run/php/www.sock' }) },
      { after: siteText('shop.example', TO) },
      {},
      {},
      {},
      {},
    ],
  });
});

test('two addresses in one file are both replaced', () => {
  const twice = `${text}${text.replace('shop', 'blog')}`;
  const words = [word, { ...word, line: 10, start: twice.lastIndexOf(FROM) }];
  const outcome = plan(
    'move_socket',
    worldOf((host) => {
      inTmp(host);
      write(host, SITE_FILE, twice);
    }),
    { ...given, words },
  );
  expect(outcome).toMatchObject({ changes: [{}, {}, { after: twice.replaceAll(FROM, TO) }, {}, {}, {}, {}] });
});

test('what is at its new place already is left there', () => {
  const moved = worldOf((host) => {
    write(host, POOL_FILE, poolText('www', { listen: '/run/php/www.sock' }));
    write(host, SITE_FILE, siteText('shop.example', TO));
  });
  expect(told(plan('move_socket', moved, given))).toEqual(['unchanged: www is at /run/php/www.sock already']);
});

describe('nothing is moved when', () => {
  test.each<[string, JsonObject, (host: Draft) => void, string]>([
    ['no finding names the pool', {}, inTmp, 'no finding names the pool'],
    ['no address leads there', { ...given, words: [] }, inTmp, 'no finding names the pool'],
    ['an address is none', { ...given, words: [1] }, inTmp, 'no finding names the pool'],
    ['the new path is elsewhere', { ...given, path: '/tmp/other.sock' }, inTmp, '/tmp/other.sock is not below /run'],
    ['another address stands there', given, (host) => write(host, POOL_FILE, poolText('www')), 'has changed its shape'],
    [
      'the unit is masked',
      given,
      (host) => {
        inTmp(host);
        unitOf(host, UNIT).load = 'masked';
      },
      `${UNIT} is masked`,
    ],
  ])('%s', (_, arguments_, change, why) => {
    const outcome = plan('move_socket', worldOf(change), arguments_);
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) as string });
  });
});
