import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { type Draft, failFpm, hostFacts, stopFpm, UNIT, unitOf } from '../checks/host.ts';
import { plan, told, worldOf } from './world.ts';

const fpmTest = `gate: test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf`;
const nginxTest = 'gate: test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf';

describe('a unit is asked for', () => {
  test.each<[string, JsonObject, (host: Draft) => void, readonly string[]]>([
    ['a start where it is stopped', { unit: UNIT, state: 'started' }, stopFpm, [fpmTest, `service: start ${UNIT}`]],
    [
      'a start after its limit of failed starts is forgotten',
      { unit: UNIT, state: 'started' },
      (host) => {
        failFpm(host);
        unitOf(host, UNIT).result = 'start-limit-hit';
      },
      [`service: reset-failed ${UNIT}`, fpmTest, `service: start ${UNIT}`],
    ],
    [
      'a restart, to be started, where it stands as started and its PHP-FPM is gone',
      { unit: UNIT, state: 'started' },
      (host) => {
        stopFpm(host);
        Object.assign(unitOf(host, UNIT), { active: 'active', sub: 'exited' });
      },
      [fpmTest, `service: restart ${UNIT}`],
    ],
    ['a restart', { unit: UNIT, state: 'restarted' }, () => undefined, [fpmTest, `service: restart ${UNIT}`]],
    [
      'a reload, tested by nginx where it runs nginx',
      { unit: 'nginx.service', state: 'reloaded' },
      () => undefined,
      [nginxTest, 'service: reload nginx.service'],
    ],
    [
      'to be enabled, which needs no test',
      { unit: UNIT, state: 'enabled' },
      (host) => (unitOf(host, UNIT).enabled = 'disabled'),
      [`service: enable ${UNIT}`],
    ],
  ])('%s', (_, given, change, expected) => {
    expect(told(plan('service', worldOf(change), given))).toEqual(expected);
  });
});

describe('a unit is left as it is when', () => {
  test.each<[string, JsonObject]>([
    ['it is active and should be started', { unit: UNIT, state: 'started' }],
    ['it is enabled already', { unit: UNIT, state: 'enabled' }],
  ])('%s', (_, given) => {
    expect(plan('service', worldOf(), given).kind).toBe('unchanged');
  });
});

describe('nothing is asked of systemd when', () => {
  test.each<[string, JsonObject, (host: Draft) => void, string]>([
    ['no unit is named', { state: 'started' }, () => undefined, 'no unit was named, and no finding names one'],
    ['the state is no state', { unit: UNIT, state: 'absent' }, () => undefined, 'state must be one of'],
    [
      'the state is a word of JavaScript',
      { unit: UNIT, state: 'constructor' },
      () => undefined,
      'state must be one of',
    ],
    [
      'the unit is unknown',
      { unit: 'x.service', state: 'reloaded' },
      () => undefined,
      'systemd knows no unit x.service',
    ],
    [
      'somebody masked the unit',
      { unit: UNIT, state: 'started' },
      (host) => {
        stopFpm(host);
        unitOf(host, UNIT).load = 'masked';
      },
      `${UNIT} is masked`,
    ],
    ['a stopped unit should be reloaded', { unit: UNIT, state: 'reloaded' }, stopFpm, `${UNIT} isn't active`],
  ])('%s', (_, given, change, why) => {
    const outcome = plan('service', worldOf(change), given);
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) as string });
  });
});

test('a host whose units could not be asked is refused, not guessed at', () => {
  const facts = { ...hostFacts(), units: { state: 'unknown', why: 'no systemctl' } } as const;
  const outcome = plan('service', { facts, planned: [] }, { unit: UNIT, state: 'restarted' });
  expect(told(outcome)).toEqual([`refused: systemd knows no unit ${UNIT}`]);
});
