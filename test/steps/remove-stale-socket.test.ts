import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { withChanges } from '../../src/plan/world.ts';
import { addPool, type Draft, hostFacts, killFpm, pathOf, remove, SOCKET, UNIT } from '../checks/host.ts';
import { plan, told, worldOf } from './world.ts';

const given = { path: SOCKET, inode: 4711, unit: UNIT };
const fpmTest = 'gate: test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf';

test('a dead socket is set aside, by its inode, and its PHP-FPM is started', () => {
  const outcome = plan('remove_stale_socket', worldOf(killFpm), given);
  expect(told(outcome)).toEqual([
    `remove-socket: set the dead socket ${SOCKET} aside`,
    `service: reset-failed ${UNIT}`,
    fpmTest,
    `service: start ${UNIT}`,
  ]);
  expect(outcome).toMatchObject({ changes: [{ path: SOCKET, expect: { inode: 4711 } }, {}, {}, {}] });
});

test('a second dead socket of the same PHP-FPM is set aside too, though an earlier step starts it', () => {
  const world = worldOf((host) => {
    addPool(host, 'blog', '/run/php/blog.sock');
    killFpm(host);
  });
  const first = plan('remove_stale_socket', world, given);
  if (first.kind !== 'changes') throw new Error('the first socket was not set aside');
  const second = plan('remove_stale_socket', withChanges(world, first.changes), {
    ...given,
    path: '/run/php/blog.sock',
  });
  expect(told(second)[0]).toBe('remove-socket: set the dead socket /run/php/blog.sock aside');
});

describe('a socket is left as it is when', () => {
  test.each<[string, (host: Draft) => void]>([
    [
      'it is gone',
      (host) => {
        killFpm(host);
        remove(pathOf(host, SOCKET));
      },
    ],
    ['somebody listens on it', () => undefined],
  ])('%s', (_, change) => {
    expect(plan('remove_stale_socket', worldOf(change), given).kind).toBe('unchanged');
  });
});

describe('nothing is set aside when', () => {
  const kind = (what: 'file' | 'directory' | 'other') => (host: Draft) => {
    killFpm(host);
    pathOf(host, SOCKET).kind = what;
  };
  test.each<[string, JsonObject, (host: Draft) => void, string]>([
    ['no finding names a socket', {}, killFpm, 'no finding names a dead socket'],
    ['the inode is not known', { path: SOCKET, unit: UNIT }, killFpm, 'no finding names a dead socket'],
    ['the path is a file', given, kind('file'), `${SOCKET} is a file, not a socket`],
    ['the path is a folder', given, kind('directory'), `${SOCKET} is a folder, not a socket`],
    ['the path is something else', given, kind('other'), `${SOCKET} is something else, not a socket`],
    [
      'nobody asked about the path',
      { ...given, path: '/run/x.sock' },
      killFpm,
      "what stands at /run/x.sock isn't known",
    ],
    ['no unit would make it anew', { path: SOCKET, inode: 4711 }, killFpm, 'no unit is known'],
    ['the unit is unknown', { ...given, unit: 'x.service' }, killFpm, 'systemd knows no unit x.service'],
  ])('%s', (_, arguments_, change, why) => {
    const outcome = plan('remove_stale_socket', worldOf(change), arguments_);
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) as string });
  });

  test('the paths could not be looked at', () => {
    const facts = { ...hostFacts(killFpm), paths: { state: 'unknown', why: 'no stat' } } as const;
    expect(plan('remove_stale_socket', { facts, planned: [] }, given).kind).toBe('refused');
  });
});
