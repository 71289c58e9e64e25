import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { confirm, undo } from '../../src/apply/settle.ts';
import type { TransactionEvent } from '../../src/apply/transaction/event.ts';
import type { ChangeDraft } from '../../src/plan/change.ts';
import { clearAway } from './clear-away.ts';
import { gating, planOf, writing } from './plans.ts';
import { shellSession } from './shell-session.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder('suture-undo');
afterAll(() => clearAway(scratch));
const session = shellSession('here', ['sh']);
const run = '20261121T074512Z-k3f9';
let rooms = 0;

function newRoom() {
  rooms += 1;
  const files = join(scratch, String(rooms), 'etc');
  mkdirSync(files, { recursive: true });
  return { files, places: { state: join(scratch, String(rooms), 'state') } };
}

/** Everything about the entries of a folder but inodes and the time of their last inspection. */
const entries = (folder: string): unknown =>
  readdirSync(folder)
    .toSorted()
    .map((name) => {
      const path = join(folder, name);
      const { mode, uid, gid, mtimeMs, nlink } = lstatSync(path);
      const content = lstatSync(path).isSymbolicLink() ? readlinkSync(path) : readFileSync(path).toString('hex');
      return { name, mode, uid, gid, mtimeMs, nlink, content };
    });

const file = fc.record({
  text: fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constant(''), fc.string({ maxLength: 20_000 })),
  after: fc.string({ unit: 'binary', maxLength: 300 }),
  mode: fc.constantFrom(0o644, 0o600, 0o640, 0o755, 0o444, 0o000, 0o2750, 0o4711),
  uid: fc.constantFrom(0, 33, 65534, 4711),
  gid: fc.constantFrom(0, 33, 4711),
  time: fc.integer({ min: 1, max: 1_900_000_000 }),
  names: fc.constantFrom(1, 1, 1, 2),
  attributes: fc.boolean(),
});
type RandomFile = typeof file extends fc.Arbitrary<infer Value> ? Value : never;

function lay(files: string, wanted: readonly RandomFile[]): readonly ChangeDraft[] {
  return wanted.flatMap(({ text, after, mode, uid, gid, time, names, attributes }, index) => {
    const path = join(files, `f ${index}'s`);
    writeFileSync(path, text);
    chownSync(path, uid, gid);
    chmodSync(path, mode);
    utimesSync(path, time, time + 0.123456);
    if (names > 1) linkSync(path, `${path}.too`);
    const octal = mode.toString(8);
    const setting: ChangeDraft = {
      kind: 'set-attributes',
      path,
      expect: { owner: String(uid), group: String(gid), mode: octal },
      after: { owner: '12', group: '34', mode: '0604' },
    };
    return [writing(path, after), ...(attributes ? [setting] : [])];
  });
}

describe('taking a run back', () => {
  test('gives the same bytes, owners, modes, times and names, whatever the files were', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), fc.boolean(), async (wanted, confirmed) => {
        const { files, places } = newRoom();
        const drafts = lay(files, wanted);
        const before = entries(files);
        const options = {
          run,
          who: 'test',
          confirmWithinSeconds: 600,
          timeoutMs: 60_000,
          onEvent: () => undefined,
          places,
        };
        expect(await applyPlan(session, planOf(drafts), options)).toEqual({ ok: true, value: { kind: 'applied' } });
        for (const draft of drafts) {
          if (draft.kind === 'write-file') expect(readFileSync(draft.path, 'utf8')).toBe(draft.after);
          if (draft.kind === 'set-attributes') {
            expect(lstatSync(draft.path)).toMatchObject({ uid: 12, gid: 34, mode: 0o100604 });
          }
        }
        if (confirmed) await confirm(session, run, { places });
        expect(await undo(session, run, { places })).toMatchObject({ ok: true, value: { kind: 'undone' } });
        expect(entries(files)).toEqual(before);
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  test('two writes and a gate between them on one file are taken back to the first text', async () => {
    const { files, places } = newRoom();
    const path = join(files, 'twice');
    writeFileSync(path, 'one\n');
    const first = writing(path, 'two\n');
    const second = { ...first, before: 'two\n', after: 'three\n' };
    const before = entries(files);
    const plan = planOf([first, gating(`grep -q two ${path}`), second, gating('false')]);
    const options = {
      run,
      who: 'test',
      confirmWithinSeconds: 600,
      timeoutMs: 60_000,
      onEvent: () => undefined,
      places,
    };
    expect(await applyPlan(session, plan, options)).toMatchObject({
      value: { kind: 'undone', because: { change: 'c4' } },
    });
    expect(entries(files)).toEqual(before);
  });
});

describe('a transaction whose shell is ended', () => {
  const signals = ['SIGKILL', 'SIGTERM'] as const;
  const moments = [0, 1, 2, 3, 4, 5, 6, 7];

  test.each(signals.flatMap((signal) => moments.map((moment) => [signal, moment] as const)))(
    'by %s at its event number %i leaves what an undo takes back, and a lock that the next run gets past',
    async (signal, moment) => {
      const { files, places } = newRoom();
      const [one, two] = ['one', 'two'].map((name) => join(files, name));
      if (one === undefined || two === undefined) throw new Error('two files');
      writeFileSync(one, '1\n');
      writeFileSync(two, '2\n');
      linkSync(two, `${two}.too`);
      const before = entries(files);
      const plan = planOf([writing(one, 'new 1\n'), gating('true'), writing(two, 'new 2\n'), gating('true')]);
      let seen = 0;
      const events: TransactionEvent[] = [];
      const onEvent = (event: TransactionEvent): void => {
        events.push(event);
        seen += 1;
        if (seen - 1 !== moment) return;
        const owner = join(places.state, 'lock', 'owner');
        const pid = existsSync(owner) ? /^pid=(\d+)$/m.exec(readFileSync(owner, 'utf8'))?.[1] : undefined;
        if (pid !== undefined) tryToKill(Number(pid), signal);
      };
      const options = { run, who: 'test', confirmWithinSeconds: 600, timeoutMs: 60_000, onEvent, places };
      await applyPlan(session, plan, options);
      await undo(session, run, { places });
      expect(entries(files)).toEqual(before);

      const again = planOf([writing(one, 'again\n')]);
      const next = { ...options, run: '20261121T080000Z-next', onEvent: () => undefined };
      expect(await applyPlan(session, again, next)).toEqual({ ok: true, value: { kind: 'applied' } });
    },
  );
});

function tryToKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it was faster
  }
}
