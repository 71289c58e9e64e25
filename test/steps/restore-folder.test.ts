import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { type Draft, pathOf, SOCKET } from '../checks/host.ts';
import { plan, told, worldOf } from './world.ts';

const given: JsonObject = { path: '/run/php', owner: 'www-data', group: 'www-data', mode: '0755' };
const closed = (host: Draft): void => void (pathOf(host, SOCKET).folders[2]!.mode = '0700');

test('owner, group and mode are set, from what they were seen to be', () => {
  expect(plan('restore_folder', worldOf(closed), given)).toEqual({
    kind: 'changes',
    changes: [
      {
        kind: 'set-attributes',
        path: '/run/php',
        expect: { owner: 'root', group: 'root', mode: '0700' },
        after: { owner: 'www-data', group: 'www-data', mode: '0755' },
      },
    ],
  });
});

test('a folder that has it so is left as it is', () => {
  const same = { ...given, owner: 'root', group: 'root' };
  expect(told(plan('restore_folder', worldOf(), same))).toEqual(['unchanged: /run/php has it so already']);
});

describe('nothing is changed when', () => {
  test.each<[string, JsonObject, string]>([
    ['no finding names a folder', {}, 'no finding names a folder'],
    ['nobody saw the folder', { ...given, path: '/run/elsewhere' }, 'there is no folder /run/elsewhere'],
    ['everybody could replace the socket', { ...given, mode: '0777' }, '0777 would let everybody replace'],
    ['the mode is none', { ...given, mode: 'rwx' }, 'rwx is no mode'],
  ])('%s', (_, arguments_, why) => {
    const outcome = plan('restore_folder', worldOf(closed), arguments_);
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) as string });
  });
});
