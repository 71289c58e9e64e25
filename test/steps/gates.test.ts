import { describe, expect, test } from 'vitest';
import { type World, withChanges } from '../../src/plan/world.ts';
import { addFpm, type Draft, hostFacts, UNIT } from '../checks/host.ts';
import { plan, told, worldOf } from './world.ts';

const nginxTest = 'gate: test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf';
const fpmTest = (version: string): string =>
  `gate: test: /usr/sbin/php-fpm${version} -t --fpm-config /etc/php/${version}/fpm/php-fpm.conf`;

/** A world in which something is planned already. */
function busy(change?: (host: Draft) => void): World {
  const world = worldOf(change);
  const restart = plan('service', world, { unit: UNIT, state: 'restarted' });
  if (restart.kind !== 'changes') throw new Error('nothing was planned');
  return withChanges(world, restart.changes);
}

describe('where nothing is planned, nothing is tested', () => {
  test.each(['test_nginx', 'test_fpm'])('%s', (step) => {
    expect(plan(step, worldOf()).kind).toBe('unchanged');
  });
});

describe("nginx's verdict is a condition", () => {
  test('where anything is to change', () => {
    expect(told(plan('test_nginx', busy()))).toEqual([nginxTest]);
  });

  test('but not of a repair of PHP-FPM where nginx refused its files before', () => {
    const world = busy((host) => (host.nginx.test = { passed: false, output: '[emerg] no' }));
    expect(told(plan('test_nginx', world))).toEqual(['unchanged: nginx refused its files before']);
  });

  test('that is refused where there is no nginx', () => {
    const facts = { ...hostFacts(), nginx: { state: 'absent', why: 'no nginx' } } as const;
    expect(told(plan('test_nginx', { ...busy(), facts }))).toEqual(['refused: there is no nginx to test']);
  });
});

describe("PHP-FPM's verdict is a condition", () => {
  const two = (host: Draft): void => addFpm(host, '8.1', 900);

  test('of every version on the host', () => {
    expect(told(plan('test_fpm', busy(two)))).toEqual([fpmTest('8.2'), fpmTest('8.1')]);
  });

  test('of the one that is named', () => {
    expect(told(plan('test_fpm', busy(two), { unit: 'php8.1-fpm.service' }))).toEqual([fpmTest('8.1')]);
  });

  test('also of one that no unit runs', () => {
    expect(
      told(
        plan(
          'test_fpm',
          busy((host) => (host.fpm[0]!.unit = null)),
        ),
      ),
    ).toEqual([fpmTest('8.2')]);
  });

  test('but not of one that refused its files before, which would undo the repair of the others', () => {
    const world = busy((host) => {
      two(host);
      host.fpm[1]!.test = { passed: false, output: 'ERROR: no' };
    });
    expect(told(plan('test_fpm', world))).toEqual([fpmTest('8.2')]);
  });

  test('that is refused where the named one does not exist', () => {
    const outcome = plan('test_fpm', busy(), { unit: 'x.service' });
    expect(told(outcome)).toEqual(['refused: there is no PHP-FPM to test for x.service']);
  });
});
