import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { plan, told, worldOf } from './world.ts';

test.each<[JsonObject, string]>([
  [{ port: 9000 }, 'wait: wait, at most 30 s: port 9000 of 127.0.0.1 is open'],
  [{ port: '22', host: 'db.example', timeout: 5 }, 'wait: wait, at most 5 s: port 22 of db.example is open'],
  [{ port: 80, state: 'stopped' }, 'wait: wait, at most 30 s: port 80 of 127.0.0.1 is closed'],
  [{ socket: '/run/a.sock' }, 'wait: wait, at most 30 s: /run/a.sock is listened on'],
  [{ path: '/run/a', state: 'absent' }, 'wait: wait, at most 30 s: /run/a is gone'],
  [{ unit: 'php-fpm@a.service' }, 'wait: wait, at most 30 s: php-fpm@a.service is active'],
  [{}, 'stop: nothing to wait for: give one of port, socket, path, unit'],
  [{ port: 80, path: '/a' }, 'stop: one `wait_for` waits for one thing: `port` is another'],
  [{ path: '/a', host: 'db' }, 'stop: `host` goes with `port`'],
  [{ port: 0 }, 'stop: `port` must be from 1 to 65535'],
  [{ port: 80, host: '-e' }, 'stop: `host` must be a name or an IP address, without brackets'],
  [{ path: 'a' }, 'stop: `path` must be an absolute path, in its shortest form'],
  [{ socket: '/a/../b' }, 'stop: `socket` must be an absolute path, in its shortest form'],
  [{ unit: '--now' }, 'stop: `unit` must be the name of a unit'],
  [{ path: '/a', state: 'started' }, 'stop: `state` must be present or absent'],
  [{ port: 80, timeout: 601 }, 'stop: `timeout` must be whole seconds, from 1 to 600'],
])('wait_for %j', (given, expected) => {
  expect(told(plan('wait_for', worldOf(), given))).toEqual([expected]);
});
