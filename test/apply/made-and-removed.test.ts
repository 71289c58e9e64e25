import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { comparePlan } from '../../src/apply/compare-plan.ts';
import type { ChangeDraft } from '../../src/plan/change.ts';
import { clearAway } from './clear-away.ts';
import { creating, gating, linking, makingFolder, planOf, removing, removingFolder, writing } from './plans.ts';
import { roomIn, run, until } from './room.ts';
import { shellSession } from './shell-session.ts';
import { scratchFolder } from './scratch.ts';

// What makes files, folders and links, or removes them, and how each is taken back.

const scratch = scratchFolder('suture-made');
afterAll(() => clearAway(scratch));

const applets = join(scratch, 'applets');
mkdirSync(applets);
execFileSync('busybox', ['--install', '-s', applets]);

const shells = [
  ['dash', ['dash'], process.env],
  ['bash', ['bash'], process.env],
  ['busybox with nothing but its applets', ['/usr/bin/busybox', 'sh'], { PATH: applets }],
] as const;

/** Everything about the entries of a folder, and of those in it, but inodes and times. */
const entries = (folder: string): readonly unknown[] =>
  readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name);
      const stat = lstatSync(path);
      const { mode, uid, gid } = stat;
      if (stat.isDirectory()) return [{ path, mode, uid, gid }, ...entries(path)];
      const content = stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path, 'latin1');
      return [{ path, mode, uid, gid, content }];
    });

/** A folder with a file, an empty folder and two links, and a plan that leaves none of them as it is. */
function laid(room: ReturnType<typeof roomIn>): { readonly drafts: readonly ChangeDraft[]; readonly before: unknown } {
  const at = (name: string): string => join(room.files, name);
  room.file("it's old", 'bytes \x80 and a \0', 0o2640);
  mkdirSync(at('empty'));
  chmodSync(at('empty'), 0o2751);
  symlinkSync('nowhere', at('away'));
  for (const name of ['here', 'there']) mkdirSync(at(`../${name}`));
  symlinkSync('../here', at('moved'));
  for (const name of ['away', 'moved']) lchownSync(at(name), 33, 34);
  const drafts = [
    makingFolder(at('new')),
    makingFolder(at('new/below'), '0700'),
    creating(at("new/below/it's new"), 'text of $HOME\n', '4750', 'www-data'),
    linking(at('new/link'), null, 'below'),
    removing(at("it's old")),
    removingFolder(at('empty'), '2751'),
    linking(at('away'), 'nowhere', null),
    linking(at('moved'), '../here', '../there'),
  ];
  return { drafts, before: entries(room.files) };
}

describe.each(shells)('under %s', (_, argv, env) => {
  const newRoom = () => roomIn(scratch, shellSession('here', argv, env));

  test('all of it is done, kept, and taken back as it was', async () => {
    const room = newRoom();
    const { drafts, before } = laid(room);
    expect(await room.apply(planOf(drafts))).toEqual({ kind: 'applied' });
    const made = join(room.files, "new/below/it's new");
    expect(readFileSync(made, 'utf8')).toBe('text of $HOME\n');
    expect(lstatSync(made)).toMatchObject({ uid: 33, gid: 0, mode: 0o104750, nlink: 1 });
    expect(readdirSync(room.files).toSorted()).toEqual(['moved', 'new']);
    expect(readdirSync(join(room.files, 'new')).toSorted()).toEqual(['below', 'link']);
    expect([readlinkSync(join(room.files, 'moved')), readlinkSync(join(room.files, 'new/link'))]).toEqual([
      '../there',
      'below',
    ]);

    await room.settle.confirm();
    const preview = await room.settle.preview();
    expect(preview.paths.map(({ kind, verdict }) => `${kind} ${verdict}`).toSorted()).toEqual([
      'created ours',
      'directory ours',
      'directory ours',
      'folder ours',
      'link ours',
      'link ours',
      'link ours',
      'removed ours',
    ]);
    expect(await room.settle.undo()).toEqual({ kind: 'undone', kept: [] });
    expect(entries(room.files)).toEqual(before);
  });

  test('a gate that fails has all of it taken back by the host', async () => {
    const room = newRoom();
    const { drafts, before } = laid(room);
    expect(await room.apply(planOf([...drafts, gating('false')]))).toMatchObject({
      kind: 'undone',
      because: { kind: 'gate' },
    });
    expect(entries(room.files)).toEqual(before);
  });

  test('a later step that cannot be done has all of it taken back', async () => {
    const room = newRoom();
    const { drafts, before } = laid(room);
    const owned = creating(join(room.files, 'nobodys'), '', '0644', 'no-such-user');
    expect(await room.apply(planOf([...drafts, owned]))).toMatchObject({ kind: 'undone', because: { change: 'c9' } });
    expect(entries(room.files)).toEqual(before);
  });
});

test('a switch that nobody confirms takes back what was made', async () => {
  const room = roomIn(scratch);
  const { drafts, before } = laid(room);
  expect(await room.apply(planOf(drafts), { confirmWithinSeconds: 1 })).toEqual({ kind: 'applied' });
  await until(() => existsSync(join(room.tx, 'state.undone')));
  expect(entries(room.files)).toEqual(before);
});

describe('a shell that is killed', () => {
  test.each([1, 3, 5, 7, 9, 11, 13, 15, 17])(
    'at its event number %i leaves what an undo takes back',
    async (moment) => {
      const room = roomIn(scratch);
      const { drafts, before } = laid(room);
      let seen = 0;
      const onEvent = (): void => {
        seen += 1;
        if (seen - 1 !== moment) return;
        const owner = join(room.places.state, 'lock', 'owner');
        const pid = existsSync(owner) ? /^pid=(\d+)$/m.exec(readFileSync(owner, 'utf8'))?.[1] : undefined;
        if (pid !== undefined) tryToKill(Number(pid));
      };
      await room.apply(planOf(drafts), { onEvent });
      await room.settle.undo();
      expect(entries(room.files)).toEqual(before);
    },
  );
});

function tryToKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it was faster
  }
}

describe('nothing at all is done where', () => {
  test.each<[string, (at: (name: string) => string) => void, string]>([
    ['something stands where a file would be made', (at) => writeFileSync(at('new'), ''), 'kind'],
    ['a link leads nowhere where a file would be made', (at) => symlinkSync('x', at('new')), 'kind'],
    ['the file to remove has another text', (at) => writeFileSync(at("it's old"), 'x'), 'sha256'],
    ['the file to remove has another mode', (at) => chmodSync(at("it's old"), 0o600), 'attributes'],
    ['the folder to remove has something in it', (at) => writeFileSync(at('empty/.x'), ''), 'folder'],
    ['the folder to remove has another mode', (at) => chmodSync(at('empty'), 0o700), 'attributes'],
    [
      'a link leads elsewhere by now',
      (at) => {
        rmSync(at('moved'));
        symlinkSync('elsewhere', at('moved'));
      },
      'target',
    ],
    [
      'a link has become a file',
      (at) => {
        rmSync(at('away'));
        writeFileSync(at('away'), '');
      },
      'kind',
    ],
  ])('%s', async (_, change, what) => {
    const room = roomIn(scratch);
    const { drafts } = laid(room);
    const plan = planOf(drafts);
    change((name) => join(room.files, name));
    const before = entries(room.files);
    expect(await room.apply(plan)).toMatchObject({ kind: 'drifted', drifts: [{ what }] });
    expect(await comparePlan(room.session, plan)).toMatchObject({ ok: true, value: [{ what }] });
    expect(entries(room.files)).toEqual(before);
  });

  test('the folder of a new file is gone', async () => {
    const room = roomIn(scratch);
    const plan = planOf([creating(join(room.files, 'gone/new'), '')]);
    expect(await room.apply(plan)).toMatchObject({ kind: 'drifted', drifts: [{ what: 'folder', found: 'missing' }] });
  });
});

describe('what somebody made of it since', () => {
  test.each<[string, (at: (name: string) => string) => void]>([
    ['a text in the new file', (at) => writeFileSync(at("new/below/it's new"), 'theirs')],
    ['a new file in the place of the old', (at) => writeFileSync(at("it's old"), 'theirs')],
    ['a folder in the place of the old link', (at) => mkdirSync(at('away'))],
    [
      'another target',
      (at) => {
        rmSync(at('moved'));
        symlinkSync('theirs', at('moved'));
      },
    ],
    ['a file in the place of the folder', (at) => writeFileSync(at('empty'), 'theirs')],
  ])('stops an undo before it touches anything, and is kept aside with --force: %s', async (_, change) => {
    const room = roomIn(scratch);
    const { drafts, before } = laid(room);
    await room.apply(planOf(drafts));
    await room.settle.confirm();
    change((name) => join(room.files, name));
    const changed = entries(room.files);
    expect(await room.settle.undo()).toMatchObject({ kind: 'changed-since', paths: [{ by: null }] });
    expect(entries(room.files)).toEqual(changed);
    expect(await room.settle.undo(true)).toMatchObject({ kind: 'undone' });
    expect(entries(room.files)).toEqual(before);
    expect(readdirSync(join(room.tx, 'kept'))).toHaveLength(1);
  });
});

test('what an earlier round made, a later round writes anew, and one undo takes both back', async () => {
  const room = roomIn(scratch);
  const path = join(room.files, 'new');
  const before = entries(room.files);
  const first = planOf([creating(path, 'one\n')]);
  expect(await room.apply(first)).toEqual({ kind: 'applied' });
  const [change] = planOf([writing(path, 'two\n')]).changes;
  if (change === undefined) throw new Error('a change');
  const second = { ...first, changes: [{ ...change, id: 'c2' }] };
  const options = { run, who: 'x', confirmWithinSeconds: 600, timeoutMs: 60_000, onEvent: () => undefined };
  expect(await applyPlan(room.session, second, { ...options, places: room.places, earlier: [first] })).toEqual({
    ok: true,
    value: { kind: 'applied' },
  });
  expect(readFileSync(path, 'utf8')).toBe('two\n');
  expect(await room.settle.undo()).toMatchObject({ kind: 'undone' });
  expect(entries(room.files)).toEqual(before);
});

test('a file that shares its bytes with another name keeps the other name', async () => {
  const room = roomIn(scratch);
  const path = room.file('one', 'text');
  linkSync(path, join(room.files, 'two'));
  expect(await room.apply(planOf([removing(path), gating('false')]))).toMatchObject({ kind: 'undone' });
  expect(readFileSync(path, 'utf8')).toBe('text');
  expect(readFileSync(join(room.files, 'two'), 'utf8')).toBe('text');
});
