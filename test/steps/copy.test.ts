import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { withChanges } from '../../src/plan/world.ts';
import type { Draft } from '../checks/host.ts';
import { hasFile, hasFolder, hasLink, hasNothing } from './asked.ts';
import { plan, told, worldOf } from './world.ts';

const DEST = '/srv/app/x.conf';
const on = (change: (host: Draft) => void, args: JsonObject) => plan('copy', worldOf(change), { dest: DEST, ...args });
const nothing = (host: Draft): void => hasNothing(host, DEST);
const aFile = (host: Draft): void => hasFile(host, DEST, 'old\n');

describe('a file gets its text', () => {
  test.each<[string, (host: Draft) => void, JsonObject, readonly object[]]>([
    [
      'where there is none',
      nothing,
      { content: 'new\n', group: 'www-data' },
      [{ kind: 'create-file', path: DEST, owner: 'root', group: 'www-data', mode: '0644', after: 'new\n' }],
    ],
    [
      'where it has another, and keeps its owner',
      aFile,
      { content: 'new\n' },
      [{ kind: 'write-file', path: DEST, before: 'old\n', after: 'new\n' }],
    ],
    [
      'with another mode',
      aFile,
      { content: 'new\n', mode: '0600' },
      [
        { kind: 'write-file', after: 'new\n' },
        { kind: 'set-attributes', after: { owner: 'root', group: 'root', mode: '0600' } },
      ],
    ],
    ['another mode alone', aFile, { content: 'old\n', mode: '0600' }, [{ kind: 'set-attributes' }]],
    [
      'where a link leads',
      (host) => hasLink(host, DEST, '/srv/real.conf', 'old\n'),
      { content: 'new\n' },
      [{ kind: 'write-file', path: '/srv/real.conf' }],
    ],
    ['of a number', nothing, { content: 8080 }, [{ kind: 'create-file', after: '8080' }]],
    ['of nothing', aFile, { content: '' }, [{ kind: 'write-file', after: '' }]],
  ])('%s, and is left alone the second time', (_, change, args, changes) => {
    const outcome = on(change, args);
    expect(outcome).toMatchObject({ kind: 'changes', changes });
    if (outcome.kind !== 'changes') throw new Error(told(outcome).join());
    expect(outcome.changes).toHaveLength(changes.length);
    const after = withChanges(worldOf(change), outcome.changes);
    expect(plan('copy', after, { dest: DEST, ...args }).kind).toBe('unchanged');
  });
});

test('a line is put into the file that an earlier step of the play makes', () => {
  const world = worldOf(nothing);
  const first = plan('copy', world, { dest: DEST, content: 'one\n', mode: '0600' });
  if (first.kind !== 'changes') throw new Error(told(first).join());
  const second = plan('line_in_file', withChanges(world, first.changes), { path: DEST, line: 'two' });
  expect(second).toMatchObject({ changes: [{ kind: 'create-file', mode: '0600', after: 'one\ntwo\n' }] });
});

test('a line makes its file only where it is told to', () => {
  expect(plan('line_in_file', worldOf(nothing), { path: DEST, line: 'x', create: true })).toMatchObject({
    changes: [{ kind: 'create-file', after: 'x\n' }],
  });
  expect(told(plan('line_in_file', worldOf(nothing), { path: DEST, line: 'x' }))).toEqual([
    `refused: there is no file ${DEST}`,
  ]);
  expect(plan('line_in_file', worldOf(nothing), { path: DEST, line: 'x', create: true, state: 'absent' }).kind).toBe(
    'refused',
  );
});

test('a new file among those that PHP-FPM reads is tested by it', () => {
  const dest = '/etc/php/8.2/fpm/pool.d/new.conf';
  const outcome = plan(
    'copy',
    worldOf((host) => hasNothing(host, dest)),
    { dest, content: '[new]\n' },
  );
  expect(told(outcome)).toEqual([
    `create-file: make ${dest} (root:root 0644)`,
    'gate: test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf',
  ]);
});

describe('nothing is written', () => {
  test.each<[string, (host: Draft) => void, JsonObject, string]>([
    [
      'to a path that has no beginning',
      nothing,
      { dest: 'x', content: '' },
      'stop: `dest` must be a path from the root',
    ],
    ['of what is no text', nothing, { content: { a: 1 } }, 'stop: `content` must be a text'],
    ['of no text at all', nothing, {}, 'stop: `content` must be a text'],
    ['into a folder', (host) => hasFolder(host, DEST, true), { content: '' }, `refused: ${DEST} is a folder`],
    [
      'in a folder that is missing',
      (host) => hasNothing(host, DEST, '/srv/app'),
      { content: '' },
      'refused: there is no folder',
    ],
  ])('%s', (_, change, args, why) => {
    expect(told(on(change, args))[0]).toContain(why);
  });
});
