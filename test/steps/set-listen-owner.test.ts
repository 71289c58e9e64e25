import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { withChanges } from '../../src/plan/world.ts';
import { addPool, type Draft, POOL_FILE, poolText, stopFpm, UNIT, unitOf, write } from '../checks/host.ts';
import { plan, told, worldOf } from './world.ts';

const given = {
  pool: 'www@/etc/php/8.2/fpm/php-fpm.conf',
  file: POOL_FILE,
  section: 'www',
  owner: 'www-data',
  group: 'www-data',
  mode: '0660',
  unit: UNIT,
};
const acl: JsonObject = { file: POOL_FILE, section: 'www', acl_users: ['app', 'www-data'], unit: UNIT };
const rooted = (host: Draft): void =>
  write(host, POOL_FILE, poolText('www', { 'listen.owner': 'root', 'listen.group': 'root', 'listen.mode': '0600' }));

test('owner, group and mode are written, tested, and made live by a restart', () => {
  const outcome = plan('set_listen_owner', worldOf(rooted), given);
  expect(told(outcome)).toEqual([
    'write-file: write /etc/php/8.2/fpm/pool.d/www.conf: line 5 `listen.owner = root` → `listen.owner = www-data`, `listen.group = root` → `listen.group = www-data`, `listen.mode = 0600` → `listen.mode = 0660`',
    'gate: test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf',
    `service: restart ${UNIT}`,
  ]);
  expect(outcome).toMatchObject({
    changes: [{ path: POOL_FILE, after: poolText('www', { 'listen.mode': '0660' }) }, {}, {}],
  });
});

test('an access list is written whole, and owner and group are left alone', () => {
  const world = worldOf((host) => write(host, POOL_FILE, poolText('www', { 'listen.acl_users': 'app' })));
  const outcome = plan('set_listen_owner', world, acl);
  expect(outcome).toMatchObject({
    changes: [{ after: poolText('www', { 'listen.acl_users': 'app,www-data' }) }, {}, {}],
  });
});

test('a second pool in the same file is edited in the text that the first edit left', () => {
  const world = worldOf((host) => {
    addPool(host, 'shop', '/run/php/shop.sock');
    write(
      host,
      POOL_FILE,
      `${poolText('www', { 'listen.owner': 'root' })}${poolText('shop', { 'listen.owner': 'root' })}`,
    );
  });
  const first = plan('set_listen_owner', world, { ...given, mode: '0660' });
  if (first.kind !== 'changes') throw new Error('the first pool was not edited');
  const second = plan('set_listen_owner', withChanges(world, first.changes), { ...given, section: 'shop' });
  const mode = { 'listen.mode': '0660' };
  expect(second).toMatchObject({ changes: [{ after: `${poolText('www', mode)}${poolText('shop', mode)}` }, {}, {}] });
});

test('a file that has it so already is left as it is', () => {
  const world = worldOf((host) => write(host, POOL_FILE, poolText('www', { 'listen.mode': '0660' })));
  expect(told(plan('set_listen_owner', world, given))).toEqual([`unchanged: ${POOL_FILE} has it so already`]);
});

describe('nothing is written when', () => {
  test.each<[string, JsonObject, (host: Draft) => void, string]>([
    ['no finding names the pool', {}, rooted, 'no finding names the pool'],
    ['no unit runs the pool', { ...given, unit: null }, rooted, 'no unit runs this pool'],
    ['the mode would let everybody in', { ...given, mode: '0666' }, rooted, 'the mode 0666 would open the socket'],
    [
      'the mode lets others in by a single bit',
      { ...given, mode: '661' },
      rooted,
      'the mode 661 would open the socket',
    ],
    ['the mode is a number, as YAML reads it without quotes', { ...given, mode: 660 }, rooted, 'the mode 660 isn’t'],
    ['the mode is no mode', { ...given, mode: 'rw-rw----' }, rooted, 'the mode "rw-rw----" isn’t octal digits'],
    ['the owner is no name', { ...given, owner: 'a\nb = c' }, rooted, '"a\\nb = c" is no user’s name'],
    ['the group is no name', { ...given, group: '' }, rooted, '"" is no group’s name'],
    ['the group is missing', { file: POOL_FILE, section: 'www', unit: UNIT, owner: 'a' }, rooted, 'not all of owner'],
    ['a playbook gives an owner to a pool with an access list', { ...acl, owner: 'app' }, rooted, 'has an access list'],
    ['the access list is empty', { ...acl, acl_users: [] }, rooted, '[] is no list of users’ names'],
    ['the access list holds a comma', { ...acl, acl_users: ['a,b'] }, rooted, '["a,b"] is no list of users’ names'],
    ['the section is gone', { ...given, section: 'gone' }, rooted, 'has changed its shape'],
    ['the file was not read', { ...given, file: '/etc/passwd' }, rooted, '/etc/passwd was not read from this host'],
    [
      'the file is not UTF-8',
      given,
      (host) => {
        rooted(host);
        host.fpm[0]!.files[1]!.lossless = false;
      },
      'isn’t UTF-8',
    ],
    [
      'somebody masked the unit',
      given,
      (host) => {
        stopFpm(host);
        unitOf(host, UNIT).load = 'masked';
      },
      `${UNIT} is masked`,
    ],
  ])('%s', (_, arguments_, change, why) => {
    const outcome = plan('set_listen_owner', worldOf(change), arguments_);
    expect(outcome).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining(why.replaceAll('’', "'")) as string,
    });
  });
});
