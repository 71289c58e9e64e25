import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { withChanges } from '../../src/plan/world.ts';
import { type Draft, failFpm, pathOf, SOCKET, UNIT } from '../checks/host.ts';
import { plan, told, worldOf } from './world.ts';

const given: JsonObject = {
  path: '/run/php',
  owner: 'www-data',
  group: 'www-data',
  mode: '0755',
  unit: UNIT,
  state: 'started',
};
const fpmTest = 'gate: test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf';
const emptied = (host: Draft): void => {
  failFpm(host);
  pathOf(host, SOCKET).folders[2]!.exists = false;
};

test('the folder is made as the finding says, and PHP-FPM is started', () => {
  const outcome = plan('make_runtime_dir', worldOf(emptied), given);
  expect(told(outcome)).toEqual([
    'make-directory: make /run/php/ (www-data:www-data 0755)',
    `service: reset-failed ${UNIT}`,
    fpmTest,
    `service: start ${UNIT}`,
  ]);
});

test('a PHP-FPM that runs on without its socket is restarted', () => {
  const world = worldOf((host) => {
    pathOf(host, SOCKET).folders[2]!.exists = false;
  });
  const outcome = plan('make_runtime_dir', world, { ...given, state: 'restarted' });
  expect(told(outcome).at(-1)).toBe(`service: restart ${UNIT}`);
});

test('a second folder of the same PHP-FPM is made too, though an earlier step starts it', () => {
  const world = worldOf(emptied);
  const first = plan('make_runtime_dir', world, given);
  if (first.kind !== 'changes') throw new Error('the first folder was not made');
  const second = plan('make_runtime_dir', withChanges(world, first.changes), { ...given, path: '/run/shop' });
  expect(told(second)[0]).toBe('make-directory: make /run/shop/ (www-data:www-data 0755)');
});

test('a folder that exists is left as it is', () => {
  expect(told(plan('make_runtime_dir', worldOf(failFpm), given))).toEqual(['unchanged: /run/php exists']);
});

describe('nothing is made when', () => {
  test.each<[string, JsonObject, string]>([
    ['no finding names the folder', {}, 'no finding names the missing folder'],
    ['its mode is not known', { ...given, mode: null }, 'no finding names the missing folder'],
    ['the unit is unknown', { ...given, unit: 'x.service' }, 'systemd knows no unit x.service'],
  ])('%s', (_, arguments_, why) => {
    expect(told(plan('make_runtime_dir', worldOf(emptied), arguments_))).toEqual([`refused: ${why}`]);
  });
});
