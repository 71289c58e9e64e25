import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { type Draft, POOL_FILE, poolText, UNIT, unitOf, write } from '../checks/host.ts';
import { plan, told, worldOf } from './world.ts';

const given: JsonObject = {
  pool: 'www@/etc/php/8.2/fpm/php-fpm.conf',
  file: POOL_FILE,
  section: 'www',
  options: { 'listen.allowed_clients': '10.0.0.5,127.0.0.1' },
  unit: UNIT,
};
const closed = (host: Draft): void => write(host, POOL_FILE, poolText('www', { 'listen.allowed_clients': '10.0.0.5' }));

test('options are written into their section, tested, and made live by a restart', () => {
  const options = { 'listen.allowed_clients': '10.0.0.5,127.0.0.1', 'listen.backlog': '1024' };
  const outcome = plan('set_pool_option', worldOf(closed), { ...given, options });
  expect(told(outcome)).toEqual([
    'write-file: write /etc/php/8.2/fpm/pool.d/www.conf: line 7 `listen.allowed_clients = 10.0.0.5` → `listen.allowed_clients = 10.0.0.5,127.0.0.1`, `listen.backlog = 1024`',
    'gate: test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf',
    `service: restart ${UNIT}`,
  ]);
  expect(outcome).toMatchObject({ changes: [{ path: POOL_FILE, after: poolText('www', options) }, {}, {}] });
});

test('a file that has it so already is left as it is', () => {
  const again = { ...given, options: { 'listen.allowed_clients': '10.0.0.5' } };
  expect(told(plan('set_pool_option', worldOf(closed), again))).toEqual([`unchanged: ${POOL_FILE} has it so already`]);
});

describe('nothing is written when', () => {
  test.each<[string, JsonObject, (host: Draft) => void, string]>([
    ['no finding names the pool', {}, closed, 'no finding names the pool'],
    ['no unit runs the pool', { ...given, unit: null }, closed, 'no unit runs this pool'],
    ['no option is named', { ...given, options: {} }, closed, 'no finding names an option'],
    ['the options are a list', { ...given, options: ['a'] }, closed, 'no finding names an option'],
    ['a key is none', { ...given, options: { 'a\nb': '1' } }, closed, '"a\\nb" is no option'],
    ['a value holds a line break', { ...given, options: { listen: 'a\nb' } }, closed, '"a\\nb" is no value of listen'],
    ['a value is empty', { ...given, options: { 'listen.backlog': '' } }, closed, '"" is no value of listen.backlog'],
    [
      'a value is a list',
      { ...given, options: { 'listen.backlog': [5] } },
      closed,
      '[5] is no value of listen.backlog',
    ],
    ['no pool is called so', { pool: 'shop', options: { a: 1 } }, closed, 'there is no pool shop; pools here: www'],
    ['no pool of that version is', { pool: 'www', version: 7.4, options: { a: 1 } }, closed, 'there is no pool www'],
    ['everybody would be let in', { ...given, options: { 'listen.allowed_clients': '::1, any' } }, closed, '`any`'],
    ['the section is gone', { ...given, section: 'gone' }, closed, 'has changed its shape'],
    ['the file was not read', { ...given, file: '/etc/passwd' }, closed, '/etc/passwd was not read from this host'],
    ['somebody masked the unit', given, (host) => void (unitOf(host, UNIT).load = 'masked'), `${UNIT} is masked`],
  ])('%s', (_, arguments_, change, why) => {
    const outcome = plan('set_pool_option', worldOf(change), arguments_);
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) as string });
  });
});

test('a playbook names a pool itself, and writes numbers and booleans as YAML has them', () => {
  const options = { 'pm.max_children': 20, catch_workers_output: true };
  expect(told(plan('set_pool_option', worldOf(), { pool: 'www', version: 8.2, options }))).toEqual([
    'write-file: write /etc/php/8.2/fpm/pool.d/www.conf: line 7 adds `pm.max_children = 20`, `catch_workers_output = yes`',
    'gate: test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf',
    `service: restart ${UNIT}`,
  ]);
});
