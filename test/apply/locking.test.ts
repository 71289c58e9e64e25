import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { known } from '../../src/facts/fact.ts';
import { clearAway } from './clear-away.ts';
import { openTransactions } from './open-transactions.ts';
import { planOf, writing } from './plans.ts';
import { roomIn, run, until } from './room.ts';
import { shellSession } from './shell-session.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder('suture-lock');
afterAll(() => clearAway(scratch));
const session = shellSession('here', ['sh']);
const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const started = (pid: number): string =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')[19] ?? '';
const mine = `pid=${process.pid}\nstarted=${started(process.pid)}\n`;
const waiting = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).pid ?? 0;
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
      `kind=sleeper\npid=${waiting}\nstarted=${started(waiting)}\narmed=${Math.floor(Date.now() / 1000)}\nseconds=100\nboot=${boot}\n`,
    );
  }
  const then = Date.now() / 1000 - ageSeconds;
  utimesSync(lock, then, then);
  const path = join(scratch, `${rooms}.conf`);
  writeFileSync(path, 'old\n');
  const outcome = await applyPlan(session, planOf([writing(path, 'new\n')]), {
    run,
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
  ['being applied', 'applying', ownedBy(dead)],
  ['waiting to be confirmed', 'applied', ownedBy(dead)],
  ['waiting since before the host was started anew', 'applied', ownedBy(dead, 'another-boot')],
  ['being undone', 'undoing', ownedBy(dead)],
  ['undone in part only', 'undo-failed', ownedBy(dead)],
  ['being prepared by a living process', 'preparing', ownedBy(mine)],
  ['confirmed, and about to be taken back by a living process', 'confirmed', ownedBy(mine)],
])('a lock holds whose transaction is %s', async (_, state, owner) => {
  const { outcome, written } = await applyBehindLock({ owner, state });
  expect(outcome).toMatchObject({ kind: 'locked', holder: { run: holder, who: 'bob@desk', since: 'then', state } });
  expect(written).toBe('old\n');
});

test('a lock that was taken a moment ago and has no owner yet holds', async () => {
  expect((await applyBehindLock({ owner: null, state: null })).outcome).toMatchObject({ kind: 'locked' });
});

test('a lock whose owner’s run is no run’s name holds, and its name leads nowhere', async () => {
  const { outcome } = await applyBehindLock({ owner: 'run=../../etc\n', state: null });
  expect(outcome).toMatchObject({ kind: 'locked' });
});

test('what a dead run left open, with its switch gone, is undone first, and the new run is asked again', async () => {
  const { apply, file, settle, places, tx } = roomIn(scratch);
  const [one, two] = [file('one', 'old\n'), file('two', 'old\n')];
  await apply(planOf([writing(one, 'new\n')]));
  const sleeper = Number(/^pid=(\d+)$/m.exec(readFileSync(join(tx, 'switch'), 'utf8'))?.[1]);
  process.kill(-sleeper, 'SIGKILL');
  await until(() => !existsSync(`/proc/${sleeper}`));
  expect(await settle.open()).toMatchObject(known([{ state: 'applied', armed: false, firesAt: null }]));

  const plan = planOf([writing(two, 'newer\n')]);
  const next = '20261121T080000Z-next';
  expect(await apply(plan, { run: next })).toMatchObject({
    kind: 'refused',
    reason: 'left-open',
    why: expect.stringContaining(run) as string,
  });
  expect([readFileSync(one, 'utf8'), readFileSync(two, 'utf8')]).toEqual(['old\n', 'old\n']);
  expect(readFileSync(join(places.state, 'log'), 'utf8')).toContain('undone (overdue)');
  expect(await apply(plan, { run: next })).toEqual({ kind: 'applied' });
});

test('an open transaction is listed with the time at which its switch fires', async () => {
  const { places, tx } = await applyBehindLock({ owner: ownedBy(dead), state: 'applied' });
  expect(existsSync(tx)).toBe(true);
  const listed = await openTransactions(session, places.state);
  const [open] = listed.state === 'known' ? listed.value : [];
  expect(open).toMatchObject({ id: holder, who: 'bob@desk', since: 'then', state: 'applied', armed: true });
  const left = (open?.firesAt ?? 0) - Date.now() / 1000;
  expect(left).toBeGreaterThan(90);
  expect(left).toBeLessThanOrEqual(100);
});
