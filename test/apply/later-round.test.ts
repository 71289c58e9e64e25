import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { previewUndo } from '../../src/apply/preview-undo.ts';
import { confirm, undo } from '../../src/apply/settle.ts';
import type { TransactionEvent } from '../../src/apply/transaction/event.ts';
import { numberedAfter } from '../../src/plan/order.ts';
import type { HostPlan } from '../../src/plan/plan.ts';
import type { WriteSession } from '../../src/transport/session.ts';
import { clearAway } from './clear-away.ts';
import { gating, planOf, writing } from './plans.ts';
import { shellSession } from './shell-session.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder('suture-rounds');
afterAll(() => clearAway(scratch));

const applets = join(scratch, 'applets');
mkdirSync(applets);
execFileSync('busybox', ['--install', '-s', applets]);
const shells = [
  ['dash', shellSession('here', ['dash'])],
  ['bash', shellSession('here', ['bash'])],
  ['busybox with nothing but its applets', shellSession('here', ['/usr/bin/busybox', 'sh'], { PATH: applets })],
] as const;

const run = '20261121T074512Z-k3f9';
let rooms = 0;

/** A run that repairs `one`, and then finds that `one` and `two`, a file of two names, need something more. */
function room(session: WriteSession) {
  rooms += 1;
  const files = join(scratch, `room${rooms}`, 'etc');
  mkdirSync(files, { recursive: true });
  const places = { state: join(scratch, `room${rooms}`, 'state') };
  const [one, two] = [join(files, 'one'), join(files, 'two')];
  writeFileSync(one, '1\n');
  writeFileSync(two, '2\n');
  linkSync(two, `${two}.too`);
  const before = entries(files);
  const apply = async (
    plan: HostPlan,
    earlier: readonly HostPlan[],
    confirmWithinSeconds = 600,
    onEvent: (event: TransactionEvent) => void = () => undefined,
  ) => {
    const options = { run, who: 'test', confirmWithinSeconds, timeoutMs: 60_000, places, earlier, onEvent };
    const applied = await applyPlan(session, plan, options);
    if (!applied.ok) throw new Error(applied.error.message);
    return applied.value;
  };
  const first = planOf([writing(one, 'one\n'), gating('true')]);
  const second = (...gates: readonly string[]): HostPlan =>
    numberedAfter(2, planOf([writing(one, 'one more\n'), writing(two, 'two\n'), ...gates.map(gating)]));
  const now = (): readonly string[] => [one, two].map((path) => readFileSync(path, 'utf8'));
  const takeBack = () => undo(session, run, { places });
  return { files, places, one, two, before, apply, first, second, now, takeBack, tx: join(places.state, 'tx', run) };
}

/** Everything about the entries of a folder but inodes and the time of their last inspection; whole seconds, as busybox's cp keeps. */
const entries = (folder: string): unknown =>
  readdirSync(folder).map((name) => {
    const { mode, uid, gid, mtimeMs, nlink } = lstatSync(join(folder, name));
    return {
      name,
      mode,
      uid,
      gid,
      at: Math.floor(mtimeMs / 1000),
      nlink,
      text: readFileSync(join(folder, name), 'utf8'),
    };
  });

describe.each(shells)('a second round under %s', (_, session) => {
  test('is confirmed with the first, and one undo takes back both', async () => {
    const { places, one, two, files, before, apply, first, second, now, takeBack } = room(session);
    expect(await apply(first, [])).toEqual({ kind: 'applied' });
    expect(await apply(second('true'), [first])).toEqual({ kind: 'applied' });
    expect(now()).toEqual(['one more\n', 'two\n']);
    expect(await confirm(session, run, { places })).toMatchObject({ value: { kind: 'confirmed' } });
    expect(existsSync(join(places.state, 'lock'))).toBe(false);
    expect(await previewUndo(session, run, { places })).toMatchObject({
      value: {
        paths: [
          { change: 'c4', verdict: 'ours', path: two },
          { change: 'c1', verdict: 'ours', path: one },
        ],
      },
    });
    expect(await takeBack()).toMatchObject({ value: { kind: 'undone', kept: [] } });
    expect(entries(files)).toEqual(before);
  });

  test('whose test fails takes the first round back as well', async () => {
    const { places, files, before, apply, first, second } = room(session);
    await apply(first, []);
    expect(await apply(second('false'), [first])).toMatchObject({ kind: 'undone', because: { change: 'c5' } });
    expect(entries(files)).toEqual(before);
    expect(existsSync(join(places.state, 'lock'))).toBe(false);
  });

  test('writes nothing where somebody has changed what the first round wrote', async () => {
    const { one, apply, first, second, now, takeBack } = room(session);
    await apply(first, []);
    writeFileSync(one, 'theirs\n');
    expect(await apply(second(), [first])).toMatchObject({
      kind: 'drifted',
      drifts: [{ change: 'c3', what: 'sha256' }],
    });
    expect(now()).toEqual(['theirs\n', '2\n']);
    expect(await takeBack()).toMatchObject({ value: { kind: 'changed-since', paths: [{ path: one, by: null }] } });
  });

  test('begins nothing where the first was settled already', async () => {
    const { files, before, apply, first, second, takeBack } = room(session);
    await apply(first, []);
    await takeBack();
    expect(await apply(second(), [first])).toEqual({
      kind: 'undone',
      because: { kind: 'switch', change: null, output: '' },
    });
    expect(entries(files)).toEqual(before);
  });

  test('has a switch of its own, and stands the first one down', async () => {
    const { files, before, apply, first, second, tx } = room(session);
    await apply(first, []);
    const earlier = switchOf(tx);
    expect(isGroupAlive(earlier)).toBe(true);
    await apply(second(), [first], 1);
    await until(() => !isGroupAlive(earlier));
    await until(() => existsSync(join(tx, 'state.undone')));
    expect(entries(files)).toEqual(before);
  });

  test('is taken back as well by an undo that began when there was only the first', async () => {
    const { files, before, apply, first, second, tx } = room(session);
    await apply(first, []);
    copyFileSync(join(tx, 'undo.sh'), join(tx, 'old-undo.sh'));
    await apply(second(), [first]);
    renameSync(join(tx, 'state.applied'), join(tx, 'state.applying'));
    execFileSync('sh', [join(tx, 'old-undo.sh'), '--because', 'switch']);
    expect(entries(files)).toEqual(before);
    expect(existsSync(join(tx, 'state.undone'))).toBe(true);
  });
});

const moments = ['SIGKILL', 'SIGTERM'].flatMap((signal) =>
  [0, 1, 2, 3, 4, 5].map((moment) => [signal, moment] as const),
);

test.each(moments)(
  'a second round whose shell is ended by %s at its event number %i is undone together with the first',
  async (signal, moment) => {
    const { files, before, apply, first, second, takeBack, tx } = room(shellSession('here', ['sh']));
    await apply(first, []);
    let seen = 0;
    await apply(second('true'), [first], 600, () => {
      seen += 1;
      if (seen - 1 !== moment) return;
      const pid = /^pid=(\d+)$/m.exec(readFileSync(join(tx, 'writer'), 'utf8'))?.[1];
      tryToKill(Number(pid), signal as NodeJS.Signals);
    });
    expect(seen).toBeGreaterThan(moment);
    await takeBack();
    expect(entries(files)).toEqual(before);
    expect(existsSync(join(tx, 'state.undone'))).toBe(true);
  },
);

const switchOf = (tx: string): number => Number(/^pid=(\d+)$/m.exec(readFileSync(join(tx, 'switch'), 'utf8'))?.[1]);

function tryToKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it was faster
  }
}

function isGroupAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited too long');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
