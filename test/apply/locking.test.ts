import { existsSync, mkdirSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { openTransactions } from '../../src/apply/preview-undo.ts';
import { clearAway } from './clear-away.ts';
import { planOf, writing } from './plans.ts';
import { shellSession } from './shell-session.ts';

const scratch = mkdtempSync(join(tmpdir(), 'suture-lock-'));
afterAll(() => clearAway(scratch));
const session = shellSession('here', ['sh']);
const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const started = (pid: number): string =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')[19] ?? '';
const mine = `pid=${process.pid}\nstarted=${started(process.pid)}\n`;
const dead = 'pid=4194000\nstarted=1\n';
const holder = '20261120T000000Z-held';
let rooms = 0;

async function applyBehindLock({
  owner,
  state,
  ageSeconds = 0,
}: {
  owner: string | null;
  state: string | null;
  ageSeconds?: number;
}) {
  rooms += 1;
  const places = { state: join(scratch, String(rooms)) };
  const lock = join(places.state, 'lock');
  mkdirSync(lock, { recursive: true });
  if (owner !== null) writeFileSync(join(lock, 'owner'), owner);
  const tx = join(places.state, 'tx', holder);
  if (state !== null) {
    mkdirSync(tx, { recursive: true });
    writeFileSync(join(tx, `state.${state}`), '');
    writeFileSync(join(tx, 'header'), 'who=bob@desk\nsince=then\n');
    writeFileSync(
      join(tx, 'switch'),
      `kind=sleeper\narmed=${Math.floor(Date.now() / 1000)}\nseconds=100\nboot=${boot}\n`,
    );
  }
  const then = Date.now() / 1000 - ageSeconds;
  utimesSync(lock, then, then);
  const path = join(scratch, `${rooms}.conf`);
  writeFileSync(path, 'old\n');
  const outcome = await applyPlan(session, planOf([writing(path, 'new\n')]), {
    run: '20261121T074512Z-k3f9',
    who: 'alice@desk',
    confirmWithinSeconds: 600,
    timeoutMs: 60_000,
    onEvent: () => undefined,
    places,
  });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return { outcome: outcome.value, written: readFileSync(path, 'utf8'), tx, places };
}

const ownedBy = (rest: string, bootId = boot): string =>
  `run=${holder}\nwho=bob@desk\nsince=then\nboot=${bootId}\n${rest}`;

test.each([
  ['is confirmed', { owner: ownedBy(dead), state: 'confirmed' }],
  ['is undone', { owner: ownedBy(mine), state: 'undone' }],
  ['never began, and whose process is gone', { owner: ownedBy(dead), state: 'preparing' }],
  ['was never even opened, and whose process is gone', { owner: ownedBy(dead), state: null }],
  ['never began before the host was started anew', { owner: ownedBy(mine, 'another-boot'), state: 'preparing' }],
  ['has no owner a minute after it was taken', { owner: null, state: null, ageSeconds: 100 }],
])('a lock is broken whose transaction %s', async (_, lock) => {
  const { outcome, written, places } = await applyBehindLock(lock);
  expect(outcome).toEqual({ kind: 'applied' });
  expect(written).toBe('new\n');
  expect(readFileSync(join(places.state, 'lock', 'owner'), 'utf8')).toContain('who=alice@desk');
});

test.each([
  ['being applied', 'applying', ownedBy(dead), false],
  ['waiting to be confirmed', 'applied', ownedBy(dead), false],
  ['waiting since before the host was started anew', 'applied', ownedBy(dead, 'another-boot'), true],
  ['being undone', 'undoing', ownedBy(dead), false],
  ['undone in part only', 'undo-failed', ownedBy(dead), false],
  ['being prepared by a living process', 'preparing', ownedBy(mine), false],
])('a lock holds whose transaction is %s', async (_, state, owner, rebooted) => {
  const { outcome, written } = await applyBehindLock({ owner, state });
  expect(outcome).toEqual({ kind: 'locked', holder: { run: holder, who: 'bob@desk', since: 'then', state, rebooted } });
  expect(written).toBe('old\n');
});

test('a lock that was taken a moment ago and has no owner yet holds', async () => {
  expect((await applyBehindLock({ owner: null, state: null })).outcome).toMatchObject({ kind: 'locked' });
});

test('a lock whose owner’s run is no run’s name holds, and its name leads nowhere', async () => {
  const { outcome } = await applyBehindLock({ owner: 'run=../../etc\n', state: null });
  expect(outcome).toMatchObject({ kind: 'locked' });
});

test('an open transaction is listed with the seconds that its switch still waits', async () => {
  const { places, tx } = await applyBehindLock({ owner: ownedBy(dead), state: 'applied' });
  expect(existsSync(tx)).toBe(true);
  const listed = await openTransactions(session, { places });
  const [open] = listed.ok ? (listed.value ?? []) : [];
  expect(open).toMatchObject({ run: holder, who: 'bob@desk', since: 'then', state: 'applied' });
  expect(open?.secondsLeft).toBeGreaterThan(90);
  expect(open?.secondsLeft).toBeLessThanOrEqual(100);
});
