import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { clearAway } from './clear-away.ts';
import { planOf, writing } from './plans.ts';
import { roomIn, run } from './room.ts';
import { shellSession } from './shell-session.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder('suture-undo-script');
afterAll(() => clearAway(scratch));
const next = '20261121T080000Z-next';

/** Runs a run's own undo as a person would. */
function byHand(tx: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('sh', [join(tx, 'undo.sh'), ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

async function confirmedRoom() {
  const room = roomIn(scratch);
  const path = room.file('conf', 'old\n', 0o640);
  await room.apply(planOf([writing(path, 'new\n')]));
  await room.settle.confirm();
  return { ...room, path };
}

describe('a person with a shell', () => {
  test('is told by --help what the undo does, and nothing is done', async () => {
    const { tx, path } = await confirmedRoom();
    const { status, stdout } = byHand(tx, '--help');
    expect(status).toBe(0);
    expect(stdout).toContain(`Takes back what run ${run} changed`);
    expect(stdout).toContain('--force');
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  });

  test('sees by --check what would be put back, and nothing is done', async () => {
    const { tx, path } = await confirmedRoom();
    expect(byHand(tx, '--check')).toMatchObject({
      status: 0,
      stdout: `run ${run} on this host: confirmed\nwould restore ${path}\n`,
    });
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  });

  test('takes the run back, reads each step, and finds it in the host’s log', async () => {
    const { tx, path, places } = await confirmedRoom();
    const { status, stdout } = byHand(tx);
    expect({ status, text: readFileSync(path, 'utf8') }).toEqual({ status: 0, text: 'old\n' });
    expect(stdout).toContain(`undo c1: ${path}: restored`);
    expect(readFileSync(join(places.state, 'log'), 'utf8')).toContain(`${run} undo c1: ${path}: restored`);
    expect(byHand(tx)).toMatchObject({ status: 0, stdout: `run ${run} is already undone on this host\n` });
  });

  test('is told of an option that does not exist', async () => {
    const { tx, path } = await confirmedRoom();
    const { status, stderr } = byHand(tx, '--forse');
    expect(status).toBe(2);
    expect(stderr).toContain('usage:');
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  });

  test.each([
    ['mode', (path: string) => chmodSync(path, 0o600)],
    ['owner', (path: string) => execFileSync('chown', ['33:33', path])],
    ['content', (path: string) => writeFileSync(path, 'theirs\n')],
  ])('is refused over somebody’s new %s, and with --force their version is kept', async (_, change) => {
    const { tx, path } = await confirmedRoom();
    change(path);
    const theirs = statSync(path);
    expect(byHand(tx)).toMatchObject({
      status: 3,
      stdout: expect.stringContaining(`changed since: ${path}`) as string,
    });
    expect(statSync(path)).toMatchObject({ mode: theirs.mode, uid: theirs.uid, mtimeMs: theirs.mtimeMs });

    expect(byHand(tx, '--force').status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('old\n');
    expect(statSync(path)).toMatchObject({ mode: 0o100640, uid: 0, gid: 0 });
    const kept = execFileSync('find', [join(tx, 'kept'), '-type', 'f'], { encoding: 'utf8' }).trim();
    expect(statSync(kept)).toMatchObject({ mode: theirs.mode, uid: theirs.uid, size: theirs.size });
  });
});

describe.each([
  ['dash', ['dash']],
  ['bash', ['bash']],
  ['busybox', ['busybox', 'sh']],
])('over a later run’s work, under %s,', (_, argv) => {
  test('an undo is refused and names that run, until it is taken back', async () => {
    const { apply, file, settle, places } = roomIn(scratch, shellSession('here', argv));
    const path = file('conf', 'old\n');
    await apply(planOf([writing(path, 'new\n')]));
    await settle.confirm();
    utimesSync(join(places.state, 'tx', run, 'paths'), 1_700_000_000, 1_700_000_000);
    await apply(planOf([writing(path, 'newer\n')]), { run: next });
    await settle.confirm(next);

    expect(await settle.preview()).toMatchObject({ paths: [{ path, verdict: 'theirs', by: next }] });
    expect(await settle.undo()).toEqual({ kind: 'changed-since', paths: [{ path, by: next }] });
    expect(readFileSync(path, 'utf8')).toBe('newer\n');
    expect(existsSync(join(places.state, 'lock'))).toBe(false);

    expect(await settle.undo(false, next)).toEqual({ kind: 'undone', kept: [] });
    expect(await settle.undo()).toEqual({ kind: 'undone', kept: [] });
    expect(readFileSync(path, 'utf8')).toBe('old\n');
  });
});

test('a confirmed run is not taken back while another run holds the host', async () => {
  const { apply, file, settle, tx, path } = await confirmedRoom();
  await apply(planOf([writing(file('other', '1\n'), '2\n')]), { run: next });
  expect(await settle.undo()).toMatchObject({ kind: 'locked', holder: { run: next, state: 'applied', armed: true } });
  expect(byHand(tx)).toMatchObject({ status: 6, stdout: expect.stringContaining(`run ${next} holds`) as string });
  expect(readFileSync(path, 'utf8')).toBe('new\n');
  await settle.undo(false, next);
  expect(await settle.undo()).toEqual({ kind: 'undone', kept: [] });
});

test.each(['switch', 'boot', 'overdue'])(
  'a confirmed run is left alone by its own undo, called by %s',
  async (caller) => {
    const { tx, path } = await confirmedRoom();
    expect(byHand(tx, '--because', caller).status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  },
);

describe('what a settled run left on the host', () => {
  const day = 86_400;
  const settled = (state: string, name: string, ageDays: number, kept = false): void => {
    const folder = join(state, 'tx', name);
    mkdirSync(kept ? join(folder, 'kept') : folder, { recursive: true });
    writeFileSync(join(folder, 'state.confirmed'), '');
    const then = Date.now() / 1000 - ageDays * day;
    utimesSync(folder, then, then);
  };

  test('is removed by a later run when it is old, but not the newest of them, nor somebody’s own version', async () => {
    const { apply, file, places } = roomIn(scratch);
    settled(places.state, '20260101T000000Z-kept', 300, true);
    settled(places.state, '20260101T000000Z-old1', 300);
    settled(places.state, '20260102T000000Z-open', 300);
    execFileSync('mv', ['state.confirmed', 'state.applied'], { cwd: join(places.state, 'tx/20260102T000000Z-open') });
    settled(places.state, '20260103T000000Z-new1', 1);
    settled(places.state, '20260104T000000Z-last', 300);
    await apply(planOf([writing(file('conf', 'old\n'), 'new\n')]));
    const left = execFileSync('ls', [join(places.state, 'tx')], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(left).toEqual([
      '20260101T000000Z-kept',
      '20260102T000000Z-open',
      '20260103T000000Z-new1',
      '20260104T000000Z-last',
      run,
    ]);
    expect(readFileSync(join(places.state, 'log'), 'utf8')).toContain('removed the backups of 1 old run');
  });

  test('is kept or removed together with what its playbook’s blocks left', async () => {
    const { apply, file, places } = roomIn(scratch);
    for (const name of ['20260101T000000Z-old1', '20260102T000000Z-last']) {
      settled(places.state, name, 300);
      settled(places.state, `${name}-after`, 300);
    }
    await apply(planOf([writing(file('conf', 'old\n'), 'new\n')]));
    const left = execFileSync('ls', [join(places.state, 'tx')], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(left).toEqual(['20260102T000000Z-last', '20260102T000000Z-last-after', run]);
  });

  test('is removed when there are more than twenty', async () => {
    const { apply, file, places } = roomIn(scratch);
    for (let n = 10; n < 35; n += 1) settled(places.state, `202601${n}T000000Z-many`, 1);
    await apply(planOf([writing(file('conf', 'old\n'), 'new\n')]));
    const left = execFileSync('ls', [join(places.state, 'tx')], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(left).toHaveLength(21);
    expect(left[0]).toBe('20260115T000000Z-many');
  });
});
