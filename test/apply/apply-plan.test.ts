import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { WriteSession } from '../../src/transport/session.ts';
import { known } from '../../src/facts/fact.ts';
import { clearAway } from './clear-away.ts';
import { gating, planOf, waiting, writing } from './plans.ts';
import { roomIn, run, until } from './room.ts';
import { shellSession } from './shell-session.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder('suture-apply');
afterAll(() => clearAway(scratch));
const room = (session?: WriteSession) => roomIn(scratch, session);

const applets = join(scratch, 'applets');
mkdirSync(applets);
execFileSync('busybox', ['--install', '-s', applets]);

const shells = [
  ['dash', ['dash'], process.env],
  ['bash', ['bash'], process.env],
  ['busybox with nothing but its applets', ['/usr/bin/busybox', 'sh'], { PATH: applets }],
] as const;

const snapshot = (path: string) => {
  const { uid, gid, mode, mtimeMs, nlink } = statSync(path);
  return { bytes: readFileSync(path).toString('hex'), uid, gid, mode, mtimeMs, nlink };
};

describe.each(shells)('a transaction under %s', (_, argv, env) => {
  const session = shellSession('here', argv, env);

  test('changes a file, passes its gate, is confirmed, and is taken back byte for byte later', async () => {
    const { apply, file, settle, files, places, tx } = room(session);
    const old = "listen.owner = root\n# it's $HOME `x` \\ é\n";
    const path = file('www.conf', old, 0o640);
    chownSync(path, 33, 33);
    utimesSync(path, 1_600_000_000, 1_600_000_000);
    const before = snapshot(path);
    const after = 'listen.owner = www-data\n\'quotes\' "too" $HOME `x` \\n é\n';

    expect(await apply(planOf([writing(path, after), gating(`grep -q www-data ${path}`)]))).toEqual({
      kind: 'applied',
    });
    expect(readFileSync(path, 'utf8')).toBe(after);
    expect(statSync(path)).toMatchObject({ uid: 33, gid: 33, mode: 0o100640 });
    expect(statSync(places.state).mode & 0o777).toBe(0o700);
    expect(existsSync(join(places.state, 'lock'))).toBe(true);
    expect(await settle.open()).toMatchObject(known([{ id: run, who: 'alice@desk', state: 'applied', undo: 'roots' }]));

    expect(await settle.confirm()).toEqual({ kind: 'confirmed' });
    expect(await settle.confirm()).toEqual({ kind: 'already-confirmed' });
    expect(existsSync(join(places.state, 'lock'))).toBe(false);
    expect(await settle.open()).toEqual(known([]));
    expect(await settle.preview()).toEqual({
      state: 'confirmed',
      paths: [{ change: 'c1', kind: 'file', verdict: 'ours', path, now: after, then: old, by: null }],
      units: [],
    });

    expect(await settle.undo()).toEqual({ kind: 'undone', kept: [] });
    expect(snapshot(path)).toEqual(before);
    expect(await settle.undo()).toEqual({ kind: 'already-undone' });
    expect(await settle.preview()).toEqual({ state: 'undone', paths: [], units: [] });
    expect(await settle.confirm()).toEqual({ kind: 'already-undone' });
    expect(readdirSync(files)).toEqual(['www.conf']);
    expect(existsSync(join(tx, 'undo.sh'))).toBe(true);
  });

  test('takes itself back at once when a gate fails, and hands over the gate’s words', async () => {
    const { apply, file, files, places, events } = room(session);
    const path = file('site.conf', 'good\n');
    const before = snapshot(path);
    const plan = planOf([
      writing(path, 'bad\n'),
      gating('echo "emerg: bad in site.conf:1" >&2; exit 1'),
      gating('true'),
    ]);
    expect(await apply(plan)).toEqual({
      kind: 'undone',
      because: { kind: 'gate', change: 'c2', output: 'emerg: bad in site.conf:1' },
    });
    expect(snapshot(path)).toEqual(before);
    expect(existsSync(join(places.state, 'lock'))).toBe(false);
    expect(readdirSync(files)).toEqual(['site.conf']);
    expect(events.filter((event) => event.kind === 'gate')).toHaveLength(1);
  });

  test('takes itself back when what it waits for does not come to be so, and says what there was instead', async () => {
    const { apply, file } = room(session);
    const path = file('site.conf', 'good\n');
    const before = snapshot(path);
    const gone = waiting(path, 'absent', 1);
    expect(await apply(planOf([writing(path, 'bad\n'), waiting(path, 'present', 5), gone]))).toEqual({
      kind: 'undone',
      because: { kind: 'gate', change: 'c3', output: 'it is: regular file' },
    });
    expect(snapshot(path)).toEqual(before);
  });

  test('writes nothing when the host has drifted, and names each difference', async () => {
    const { apply, file, places } = room(session);
    const [one, two] = [file('one', '1\n'), file('two', '2\n')];
    const plan = planOf([writing(one, 'new\n'), writing(two, 'new\n')]);
    writeFileSync(two, 'edited\n');
    chmodSync(two, 0o600);
    const outcome = await apply(plan);
    expect(outcome).toMatchObject({
      kind: 'drifted',
      drifts: [
        { change: 'c2', what: 'attributes', expected: '0:0:644', found: '0:0:600' },
        { change: 'c2', what: 'sha256' },
      ],
    });
    expect(readFileSync(one, 'utf8')).toBe('1\n');
    expect(readFileSync(two, 'utf8')).toBe('edited\n');
    expect(existsSync(join(places.state, 'lock'))).toBe(false);
    expect(readdirSync(join(places.state)).includes('tx') && readdirSync(join(places.state, 'tx'))).toBeFalsy();
  });

  test('a socket that a container has on a volume is live; one of the same name in a container is another', async () => {
    const { apply, files } = room(session);
    const path = join(files, 'php.sock');
    const remove = (inode: number) => planOf([{ kind: 'remove-socket', path, expect: { inode } }]);
    const holder = await listenInAnotherNetwork(path);
    expect(await apply(remove(lstatSync(path).ino))).toMatchObject({ kind: 'drifted', drifts: [{ what: 'listener' }] });
    await stop(holder);

    const namesake = await listenInAnotherNetwork(join(mkdtempSync(join(scratch, 'namesake-')), 'php.sock'));
    const run = '20261121T074512Z-name';
    expect(await apply(remove(lstatSync(path).ino), { run })).toEqual({ kind: 'applied' });
    await stop(namesake);
  });

  test('sets a dead socket aside and puts it back with owner and mode; a live one is drift', async () => {
    const { apply, files, settle } = room(session);
    const path = join(files, 'php.sock');
    await deadSocket(path);
    chownSync(path, 33, 0);
    chmodSync(path, 0o620);
    const { ino: inode } = lstatSync(path);
    const plan = planOf([{ kind: 'remove-socket', path, expect: { inode } }]);
    expect(await apply(plan)).toEqual({ kind: 'applied' });
    expect(readdirSync(files)).toEqual([]);
    expect(await settle.undo()).toEqual({ kind: 'undone', kept: [] });
    expect(lstatSync(path)).toMatchObject({ uid: 33, gid: 0, mode: 0o140620 });

    const server = createServer();
    const live = join(files, 'live.sock');
    await new Promise<void>((listening) => server.listen(live, listening));
    const again = planOf([{ kind: 'remove-socket', path: live, expect: { inode: lstatSync(live).ino } }]);
    expect(await apply(again, { run: '20261121T074512Z-live' })).toMatchObject({
      kind: 'drifted',
      drifts: [{ what: 'listener' }],
    });
    expect(existsSync(live)).toBe(true);
    await new Promise((closed) => server.close(closed));
  });

  test('makes a folder and sets attributes, and takes both back', async () => {
    const { apply, file, files, settle } = room(session);
    const path = file('dir-mode', 'x');
    const made = join(files, 'made');
    const plan = planOf([
      { kind: 'make-directory', path: made, owner: 'www-data', group: 'www-data', mode: '0755' },
      {
        kind: 'set-attributes',
        path,
        expect: { owner: 'root', group: 'root', mode: '0644' },
        after: { owner: 'root', group: 'www-data', mode: '0640' },
      },
    ]);
    expect(await apply(plan)).toEqual({ kind: 'applied' });
    expect(statSync(made)).toMatchObject({ uid: 33, gid: 33, mode: 0o40755 });
    expect(statSync(path)).toMatchObject({ uid: 0, gid: 33, mode: 0o100640 });
    expect(await settle.undo()).toEqual({ kind: 'undone', kept: [] });
    expect(existsSync(made)).toBe(false);
    expect(statSync(path)).toMatchObject({ uid: 0, gid: 0, mode: 0o100644 });
  });

  test('takes a folder back with the dead links that a stopped unit leaves in it, but with nothing else', async () => {
    const { apply, file, files, settle } = room(session);
    const target = file('target', 'x');
    const [dead, used] = [join(files, 'dead'), join(files, 'used')];
    const make = { kind: 'make-directory', owner: 'root', group: 'root', mode: '0755' } as const;
    await apply(
      planOf([
        { ...make, path: dead },
        { ...make, path: used },
      ]),
    );
    symlinkSync(join(files, 'gone'), join(dead, 'php-fpm.sock'));
    symlinkSync(join(files, 'gone'), join(used, 'php-fpm.sock'));
    symlinkSync(target, join(used, '.link'));
    expect(await settle.undo()).toEqual({ kind: 'undone', kept: [] });
    expect(existsSync(dead)).toBe(false);
    expect(readdirSync(used)).toEqual(['.link', 'php-fpm.sock']);
  });

  test('refuses to undo over somebody’s edit; with force it keeps their version', async () => {
    const { apply, file, settle } = room(session);
    const [one, two] = [file('one', 'old one\n'), file('two', 'old two\n')];
    await apply(planOf([writing(one, 'new one\n'), writing(two, 'new two\n')]));
    await settle.confirm();
    writeFileSync(one, 'their one\n');
    expect(await settle.preview()).toMatchObject({
      paths: [
        { verdict: 'ours', path: two },
        { verdict: 'theirs', path: one },
      ],
    });
    expect(await settle.undo()).toEqual({ kind: 'changed-since', paths: [{ path: one, by: null }] });
    expect([readFileSync(one, 'utf8'), readFileSync(two, 'utf8')]).toEqual(['their one\n', 'new two\n']);
    const forced = await settle.undo(true);
    expect(forced).toMatchObject({ kind: 'undone', kept: [{ path: one }] });
    expect([readFileSync(one, 'utf8'), readFileSync(two, 'utf8')]).toEqual(['old one\n', 'old two\n']);
    const [kept] = forced.kind === 'undone' ? forced.kept : [];
    expect(readFileSync(kept?.keptAs ?? '', 'utf8')).toBe('their one\n');
  });

  test('the dead man’s switch undoes what nobody confirms', async () => {
    const { apply, file, places, tx } = room(session);
    const path = file('conf', 'old\n');
    const before = snapshot(path);
    expect(await apply(planOf([writing(path, 'new\n')]), { confirmWithinSeconds: 1 })).toEqual({ kind: 'applied' });
    expect(readFileSync(path, 'utf8')).toBe('new\n');
    await until(() => existsSync(join(tx, 'state.undone')) && !existsSync(join(places.state, 'lock')));
    expect(snapshot(path)).toEqual(before);
  });

  test('the switch leaves a confirmed run alone, even if it fires', async () => {
    const { apply, file, settle, tx } = room(session);
    const path = file('conf', 'old\n');
    await apply(planOf([writing(path, 'new\n')]));
    const switchGroup = Number(/^pid=(\d+)$/m.exec(readFileSync(join(tx, 'switch'), 'utf8'))?.[1]);
    expect(isGroupAlive(switchGroup)).toBe(true);
    await settle.confirm();
    await until(() => !isGroupAlive(switchGroup));
    execFileSync('sh', [join(tx, 'undo.sh'), '--because', 'switch']);
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  });

  test('a host that another run holds is refused by name', async () => {
    const { apply, file } = room(session);
    const path = file('conf', 'old\n');
    await apply(planOf([writing(path, 'new\n')]));
    expect(await apply(planOf([writing(path, 'newer\n')]), { run: '20261121T080000Z-bbbb' })).toMatchObject({
      kind: 'locked',
      holder: { run, who: 'alice@desk', state: 'applied', armed: true },
    });
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  });

  test('the files’ several names stay one file, forth and back', async () => {
    const { apply, file, files, settle } = room(session);
    const path = file('one-name', 'old\n', 0o600);
    utimesSync(path, 1_600_000_000, 1_600_000_000);
    linkSync(path, join(files, 'other-name'));
    const before = snapshot(path);
    await apply(planOf([writing(path, 'new\n')]));
    expect(readFileSync(join(files, 'other-name'), 'utf8')).toBe('new\n');
    await settle.undo();
    expect(snapshot(join(files, 'other-name'))).toEqual(before);
  });
});

test('without root nothing is begun', async () => {
  const session = shellSession('here', ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'sh']);
  const { apply, file, places } = room(session);
  const plan = planOf([writing(file('conf', 'old\n'), 'new\n')]);
  expect(await apply(plan)).toMatchObject({ kind: 'refused', reason: 'no-root' });
  expect(existsSync(places.state)).toBe(false);
});

test('an unsound plan never becomes a script', async () => {
  const { apply, places } = room();
  const plan = planOf([{ kind: 'remove-socket', path: '../php.sock', expect: { inode: 1 } }]);
  expect(await apply(plan)).toMatchObject({ kind: 'refused', reason: 'plan-unsound' });
  expect(existsSync(places.state)).toBe(false);
});

test('an undo that cannot put a file back says so, keeps the lock, and is done later', async () => {
  const { apply, file, settle, tx, places } = room();
  const path = file('conf', 'old\n');
  await apply(planOf([writing(path, 'new\n')]));
  renameSync(join(tx, 'backup', 'c1'), join(tx, 'backup', 'mislaid'));
  expect(await settle.undo()).toEqual({ kind: 'failed', failures: [`${path} could not be put back`] });
  expect(existsSync(join(places.state, 'lock'))).toBe(true);
  expect(await settle.confirm()).toEqual({ kind: 'nothing-open', state: 'undo-failed' });
  expect(await settle.open()).toMatchObject(known([{ state: 'undo-failed' }]));
  renameSync(join(tx, 'backup', 'mislaid'), join(tx, 'backup', 'c1'));
  expect(await settle.undo()).toEqual({ kind: 'undone', kept: [] });
  expect(readFileSync(path, 'utf8')).toBe('old\n');
});

test('a run that a host has never seen has nothing to settle', async () => {
  const { settle } = room();
  expect(await settle.confirm()).toEqual({ kind: 'nothing-open', state: 'none' });
  expect(await settle.undo()).toEqual({ kind: 'nothing-to-undo', state: 'none' });
  expect(await settle.preview()).toEqual({ state: 'none', paths: [], units: [] });
  expect(await settle.open()).toEqual(known([]));
});

function isGroupAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

function deadSocket(path: string): Promise<void> {
  const child = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`,
  ]);
  return new Promise((resolve) => child.on('exit', () => resolve()));
}

function listenInAnotherNetwork(path: string): Promise<ChildProcess> {
  const listen = `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('listening'))`;
  const child = spawn('unshare', ['-n', process.execPath, '-e', listen]);
  return new Promise((resolve) => child.stdout.once('data', () => resolve(child)));
}

/** Killed, so that its socket stays behind. */
function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
