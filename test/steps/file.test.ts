import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { unknown } from '../../src/facts/fact.ts';
import { withChanges, type World } from '../../src/plan/world.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import type { Draft } from '../checks/host.ts';
import { hasFile, hasFolder, hasLink, hasNothing, hasSocket } from './asked.ts';
import { plan, told, worldOf } from './world.ts';

const PATH = '/srv/app/x';
const on = (change: (host: Draft) => void, args: JsonObject) => plan('file', worldOf(change), { path: PATH, ...args });

const nothing = (host: Draft): void => hasNothing(host, PATH);
const aFile = (host: Draft): void => hasFile(host, PATH, 'text\n');
const aFolder = (host: Draft): void => hasFolder(host, PATH, true);
const aFullFolder = (host: Draft): void => hasFolder(host, PATH, false);
const aLink = (host: Draft): void => hasLink(host, PATH, '/etc/motd', 'text\n');

test('a host is asked for the text only of what should go, since it must be put back', () => {
  const asks = allSteps.get('file')?.asks;
  expect(asks?.({ path: PATH, state: 'absent' })).toEqual([{ kind: 'file', path: PATH }]);
  expect(asks?.({ path: PATH, state: 'directory' })).toEqual([{ kind: 'path', path: PATH }]);
});

describe('it changes', () => {
  test.each<[string, (host: Draft) => void, JsonObject, readonly object[]]>([
    [
      'nothing to an empty file',
      nothing,
      { state: 'file', owner: 'www-data' },
      [{ kind: 'create-file', path: PATH, owner: 'www-data', group: 'root', mode: '0644', after: '' }],
    ],
    [
      'nothing to a folder, with the folders on the way',
      (host) => hasNothing(host, PATH, '/srv/app'),
      { state: 'directory', mode: '750' },
      [
        { kind: 'make-directory', path: '/srv/app', owner: 'root', group: 'root', mode: '0750' },
        { kind: 'make-directory', path: PATH, mode: '0750' },
      ],
    ],
    [
      'nothing to a link',
      nothing,
      { state: 'link', target: '../y' },
      [{ kind: 'set-link', path: PATH, before: null, after: '../y' }],
    ],
    [
      'a link to one that leads elsewhere',
      aLink,
      { state: 'link', target: '/y' },
      [{ kind: 'set-link', path: PATH, before: '/etc/motd', after: '/y' }],
    ],
    [
      'a file to none',
      aFile,
      { state: 'absent' },
      [{ kind: 'remove-file', path: PATH, expect: { inode: 4711, mode: '0644' }, before: 'text\n' }],
    ],
    [
      'an empty folder to none',
      aFolder,
      { state: 'absent' },
      [{ kind: 'remove-directory', path: PATH, expect: { owner: 'root', group: 'root', mode: '0755' } }],
    ],
    [
      'a link to none, and leaves alone what it leads to',
      aLink,
      { state: 'absent' },
      [{ kind: 'set-link', path: PATH, before: '/etc/motd', after: null }],
    ],
    [
      'the mode alone of what is there',
      aFile,
      { mode: '0600' },
      [
        {
          kind: 'set-attributes',
          path: PATH,
          expect: { owner: 'root', group: 'root', mode: '0644' },
          after: { owner: 'root', group: 'root', mode: '0600' },
        },
      ],
    ],
    [
      'the owner of what a link leads to, and says so',
      aLink,
      { state: 'file', owner: 'www-data' },
      [{ kind: 'set-attributes', path: '/etc/motd' }],
    ],
  ])('%s, and nothing the second time', (_, change, args, changes) => {
    const outcome = on(change, args);
    expect(outcome).toMatchObject({ kind: 'changes', changes });
    if (outcome.kind !== 'changes') throw new Error(told(outcome).join());
    const after = withChanges(worldOf(change), outcome.changes);
    expect(plan('file', after, { path: PATH, ...args }).kind).toBe('unchanged');
  });
});

describe('it leaves alone', () => {
  test.each<[string, (host: Draft) => void, JsonObject]>([
    ['a file that is there', aFile, { state: 'file' }],
    ['a folder that is there', aFullFolder, { state: 'directory', mode: '0755' }],
    ['a link that leads there', aLink, { state: 'link', target: '/etc/motd' }],
    ['what is gone', nothing, { state: 'absent' }],
    ['what has its owner', aFile, { owner: 'root', group: 'root' }],
  ])('%s', (_, change, args) => expect(on(change, args).kind).toBe('unchanged'));
});

describe('it refuses', () => {
  test.each<[string, (host: Draft) => void, JsonObject, string]>([
    ['a path that has no beginning', nothing, { path: 'x' }, 'stop: `path` must be a path from the root'],
    ['a state that there is not', aFile, { state: 'touch' }, '`state` must be one of file, directory, link, absent'],
    ['nothing, where no state says what should be there', nothing, { mode: '0600' }, `${PATH} is nothing; \`state\``],
    ['to put a file in the place of a folder', aFolder, { state: 'file' }, `${PATH} is a folder`],
    ['to put a folder in the place of a file', aFile, { state: 'directory' }, `${PATH} is a file`],
    [
      'to put a link in the place of a file',
      aFile,
      { state: 'link', target: '/y' },
      `${PATH} is a file, and only a link`,
    ],
    ['to remove a folder that is not empty', aFullFolder, { state: 'absent' }, `${PATH} is not empty`],
    ['to remove a socket', (host) => hasSocket(host, PATH), { state: 'absent' }, `${PATH} is a socket`],
    [
      'to remove one of several names',
      (host) => hasFile(host, PATH, '', { names: 2 }),
      { state: 'absent' },
      `${PATH} has 2 names`,
    ],
    [
      'to make a file in a folder that is not there',
      (host) => hasNothing(host, PATH, '/srv/app'),
      { state: 'file' },
      'there is no folder /srv/app',
    ],
    [
      'to make a file behind a link that leads nowhere',
      (host) => hasLink(host, PATH, '/gone', null),
      { state: 'file' },
      `${PATH} is a link to /gone, which leads nowhere`,
    ],
    ['a link without a target', nothing, { state: 'link' }, '`target` must say where the link leads'],
    [
      'a link with a mode',
      nothing,
      { state: 'link', target: '/y', mode: '0777' },
      'with `state: link` there is nothing to give an owner',
    ],
    ['an owner that is a number', aFile, { owner: '33' }, 'stop: `owner` must be a name, not "33"'],
    ['a mode in letters', aFile, { mode: 'u+x' }, '`mode` must be octal digits'],
    ['a host that was not asked', () => undefined, { state: 'absent' }, `${PATH} was not asked of this host`],
  ])('%s', (_, change, args, why) => {
    expect(told(on(change, args))[0]).toContain(why);
  });

  test('to remove what it could not read whole', () => {
    const outcome = on(
      (host) => {
        aFile(host);
        const [, file] = host.asked;
        if (file?.answer.state !== 'known') throw new Error('no file');
        Object.assign(file.answer.value, { content: unknown('it is larger than 1 MiB') });
      },
      { state: 'absent' },
    );
    expect(told(outcome)).toEqual([`refused: ${PATH}: it is larger than 1 MiB`]);
  });
});

describe('after an earlier step of the play', () => {
  const after = (change: (host: Draft) => void, args: JsonObject): World => {
    const world = worldOf(change);
    const first = plan('file', world, { path: PATH, ...args });
    if (first.kind !== 'changes') throw new Error(told(first).join());
    return withChanges(world, first.changes);
  };

  test('a new file is made as the later step wants it, in one change', () => {
    const world = after(nothing, { state: 'file' });
    const outcome = plan('file', world, { path: PATH, mode: '0600' });
    expect(outcome).toMatchObject({
      changes: [{ kind: 'create-file', mode: '0600', owner: 'root', group: 'root', path: PATH }],
    });
  });

  test('what it removes does not come back in another shape, and what it makes is not removed', () => {
    expect(told(plan('file', after(aFile, { state: 'absent' }), { path: PATH, state: 'link', target: '/y' }))).toEqual([
      `refused: an earlier step of this play removes ${PATH}`,
    ]);
    expect(told(plan('file', after(nothing, { state: 'file' }), { path: PATH, state: 'absent' }))).toEqual([
      `refused: an earlier step of this play changes ${PATH}`,
    ]);
  });

  test('what is made before a wait stays as it is afterwards', () => {
    const made = after(nothing, { state: 'file' });
    const waited = plan('wait_for', made, { path: '/run/x' });
    if (waited.kind !== 'changes') throw new Error(told(waited).join());
    expect(told(plan('file', withChanges(made, waited.changes), { path: PATH, mode: '0600' }))).toEqual([
      `refused: an earlier step of this play makes ${PATH}, and something is waited for or run after that`,
    ]);
  });

  test('a folder with something new in it is not empty', () => {
    const world = worldOf((host) => {
      aFolder(host);
      hasNothing(host, `${PATH}/y`);
    });
    const first = plan('file', world, { path: `${PATH}/y`, state: 'file' });
    if (first.kind !== 'changes') throw new Error(told(first).join());
    expect(told(plan('file', withChanges(world, first.changes), { path: PATH, state: 'absent' }))).toEqual([
      `refused: ${PATH} is not empty, and only an empty folder is removed`,
    ]);
  });
});

test('a link among the files that nginx reads is tested by nginx', () => {
  const path = '/etc/nginx/sites-enabled/new';
  const outcome = plan(
    'file',
    worldOf((host) => hasNothing(host, path)),
    { path, state: 'link', target: '../new' },
  );
  expect(told(outcome)[1]).toBe('gate: test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf');
});
