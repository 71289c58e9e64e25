import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { known, unknown } from '../../src/facts/fact.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import { type Draft, hostFacts } from '../checks/host.ts';
import { hasFile, hasNothing } from './asked.ts';
import { plan, told, worldOf } from './world.ts';

const unless = (host: Draft, argv: readonly string[], status: number | null): void => {
  const question = { kind: 'command', argv, folder: '/' } as const;
  const answer = status === null ? unknown('the host did not say') : known({ status });
  host.asked.push({ kind: 'command', question, answer } as Draft['asked'][number]);
};

test.each<[JsonObject, string]>([
  [
    { argv: ['a2enmod', 'my headers'], undo: ['a2dismod', 'headers'] },
    "run: a2enmod 'my headers'; undo: a2dismod headers",
  ],
  [{ cmd: 'a | b > c', undo: 'rm c' }, "run: /bin/sh -c 'a | b > c'; undo: /bin/sh -c 'rm c'"],
  [
    { cmd: 'mail root', no_undo: 'a mail is gone' },
    "run: /bin/sh -c 'mail root'; cannot be taken back: `a mail is gone`",
  ],
])('command %j is planned, and says how it is taken back', (given, summary) => {
  expect(told(plan('command', worldOf(), given))).toEqual([`command: ${summary}`]);
});

const base = { cmd: 'true', undo: 'true' };

test.each<[JsonObject, string]>([
  [{ cmd: 'true' }, 'stop: `command` needs an `undo`, or in `no_undo` why there is none'],
  [{ undo: 'true' }, 'stop: `command` needs `argv` or `cmd`'],
  [{ ...base, argv: ['true'] }, 'stop: `argv` and `cmd` are two commands: give one'],
  [{ ...base, no_undo: 'why' }, 'stop: `undo` and `no_undo` contradict each other'],
  [{ argv: 'true', undo: 'true' }, 'stop: `argv` is a list; a line of shell is `cmd`'],
  [{ ...base, unless: [] }, 'stop: `unless` is no command'],
  [{ ...base, unless: '' }, 'stop: `unless` is no command'],
  [{ ...base, creates: '' }, 'stop: `creates` must be an absolute path, in its shortest form'],
  [{ ...base, chdir: 'a' }, 'stop: `chdir` must be an absolute path, in its shortest form'],
])('command %j makes no sense', (given, said) => expect(told(plan('command', worldOf(), given))).toEqual([said]));

test.each<[string, JsonObject, (host: Draft) => void, string]>([
  ['what it creates is there', { creates: '/a' }, (host) => hasFile(host, '/a', ''), 'unchanged: /a is there'],
  ['what it removes is gone', { removes: '/a' }, (host) => hasNothing(host, '/a'), 'unchanged: /a is not there'],
  [
    'its condition holds',
    { unless: ['test', '-e', '/a'] },
    (host) => unless(host, ['test', '-e', '/a'], 0),
    'unchanged: test -e /a ends well',
  ],
  [
    'what it creates is missing',
    { creates: '/a' },
    (host) => hasNothing(host, '/a'),
    'command: run: /bin/sh -c true; if /a is missing; undo: /bin/sh -c true',
  ],
  [
    'its condition fails',
    { unless: ['false'] },
    (host) => unless(host, ['false'], 1),
    'command: run: /bin/sh -c true; if this fails: false; undo: /bin/sh -c true',
  ],
  [
    'its condition can’t be asked',
    { unless: ['nosuch'] },
    (host) => unless(host, ['nosuch'], 127),
    'refused: nosuch could not be run, or took too long (status 127)',
  ],
  [
    'the host did not say',
    { unless: ['false'] },
    (host) => unless(host, ['false'], null),
    'refused: how false ends is not known: the host did not say',
  ],
])('where %s', (_, given, change, said) => {
  const world = { facts: hostFacts(change), planned: [] };
  expect(told(plan('command', world, { ...base, ...given }))).toEqual([said]);
});

test('its guards are asked before it is planned, the condition where it will run', () => {
  const asks = allSteps.get('command')?.asks;
  expect(asks?.({ ...base, creates: '/a', removes: '/b', unless: 'test -e c', chdir: '/d' })).toEqual([
    { kind: 'path', path: '/a', follow: true },
    { kind: 'path', path: '/b', follow: true },
    { kind: 'command', argv: ['/bin/sh', '-c', 'test -e c'], folder: '/d' },
  ]);
  expect(asks?.(base)).toEqual([]);
});
