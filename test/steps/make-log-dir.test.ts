import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { type Draft, failFpm, pathOf, SOCKET, UNIT } from '../checks/host.ts';
import { plan, told, worldOf } from './world.ts';

const LOGS = '/var/log/php-fpm';
const given: JsonObject = { path: LOGS, owner: 'apache', group: 'root', mode: '0770', unit: UNIT, state: 'started' };
const make = `make-directory: make ${LOGS}/ (apache:root 0770)`;
const fpmTest = 'gate: test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf';
const withFolder =
  (exists: boolean) =>
  (host: Draft): void => {
    failFpm(host);
    pathOf(host, SOCKET).folders.push({ path: LOGS, owner: '', group: '', mode: '', exists });
  };

test('the folder is made as the finding says, the test is asked, and PHP-FPM is started', () => {
  expect(told(plan('make_log_dir', worldOf(withFolder(false)), given))).toEqual([
    make,
    `service: reset-failed ${UNIT}`,
    fpmTest,
    `service: start ${UNIT}`,
  ]);
});

test('a PHP-FPM that runs on is not restarted for a folder', () => {
  expect(told(plan('make_log_dir', worldOf(), { ...given, state: 'running' }))).toEqual([make, fpmTest]);
});

test('a folder that exists is left as it is', () => {
  expect(told(plan('make_log_dir', worldOf(withFolder(true)), given))).toEqual([`unchanged: ${LOGS} exists`]);
});

describe('nothing is made when', () => {
  test.each<[string, JsonObject, string]>([
    ['no finding names the folder', {}, 'no finding names the missing folder'],
    ['the unit is unknown', { ...given, unit: 'x.service' }, 'systemd knows no unit x.service'],
  ])('%s', (_, arguments_, why) => {
    expect(told(plan('make_log_dir', worldOf(withFolder(false)), arguments_))).toEqual([`refused: ${why}`]);
  });
});
