import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { closedShop } from './closed-shop.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';
import { until } from './until.ts';

let lab: Lab;
const sutures: Suture[] = [];

beforeAll(async () => {
  lab = await bringUpAnew('transaction', 4);
});

afterAll(async () => {
  for (const each of sutures) each.dispose();
  await lab.takeDown();
});

/** Each test has its own state folder, so that its runs are the only ones there. */
function suture(): Suture {
  const made = sutureOn(lab);
  sutures.push(made);
  return made;
}

/** Starts a repair and kills the runner, without a chance to say goodbye, once its journal has heard of that event. */
async function killedAfter(own: Suture, host: string, event: string, confirmWithin: number): Promise<string> {
  const runner = own.start('run', 'fix-502', '--yes', '--limit', host, '--confirm-within', String(confirmWithin));
  const ended = once(runner, 'exit');
  await until(`the journal has heard ${event}`, () => journal(own).includes(`"kind":"${event}"`));
  runner.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(journal(own)).not.toContain('"run-finished"');
  return runs(own)[0] ?? '';
}

const runs = ({ stateDir }: Suture): readonly string[] =>
  readdirSync(stateDir).includes('runs') ? readdirSync(join(stateDir, 'runs')) : [];

const journal = (own: Suture): string =>
  runs(own)
    .map((run) => join(own.stateDir, 'runs', run, 'events.jsonl'))
    .map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''))
    .join('');

const stateOf = async (host: string, run: string): Promise<string> =>
  (await lab.execOn(host, `cd /var/lib/suture/tx/${run} && ls -d state.*; ls -d /var/lib/suture/lock`)).stdout;

test.concurrent('a repair for which a site that answered pays is undone', async () => {
  const host = 'web01';
  await lab.execOn(host, closedShop);
  const answers = () => Promise.all(['localhost', 'shop.example'].map((site) => lab.httpStatus(host, site)));
  await until(`${host} is broken`, async () => (await answers()).join() === '502,200');
  const before = await lab.snapshot(host);
  const { exitCode, host: of } = await suture().fleet('run', 'fix-502', '--yes', '--limit', host);
  const { status, error, changes, findings } = of(host);
  expect({ exitCode, status, reason: error?.reason }).toEqual({
    exitCode: 6,
    status: 'rolled-back',
    reason: 'verify-worse',
  });
  expect(error?.message).toContain('shop.example:80 answered 200, and now 500');
  expect(changes.find(({ kind }) => kind === 'service')?.state).toBe('undone');
  expect(findings[0]?.cause).toBe('upstream-mismatch');
  expect(await lab.snapshot(host)).toBe(before);
  expect(await answers()).toEqual([502, 200]);
});

test.concurrent.each([
  ['web02', 'armed'],
  ['web03', 'applied'],
])('%s undoes by itself what a runner that was killed once it was %s has left', async (host, event) => {
  await lab.breakHost(host, 'upstream-mismatch');
  const before = await lab.snapshot(host);
  const own = suture();
  const run = await killedAfter(own, host, event, 3);
  await until(`${host} has undone ${run}`, async () => (await stateOf(host, run)) === 'state.undone\n');
  expect(await lab.snapshot(host)).toBe(before);
  expect(await lab.httpStatus(host)).toBe(502);
  expect((await own.journal('history')).stdout).toMatch(new RegExp(`^${run} .*KILLED`, 'm'));
  expect((await own.journal('show', run)).stdout).toContain('KILLED');
  expect((await own.fleet('rollback', run, '--yes')).host(host)).toMatchObject({ status: 'ok' });
});

test.concurrent('a host that another run holds is refused and names it, until that run is settled', async () => {
  const host = 'web04';
  await lab.breakHost(host, 'upstream-mismatch');
  const before = await lab.snapshot(host);
  const killed = suture();
  const run = await killedAfter(killed, host, 'applied', 600);

  await lab.execOn(host, 'systemctl stop php8.2-fpm');
  const other = suture();
  const refused = await other.fleet('run', 'fix-502', '--yes', '--limit', host);
  expect(refused.exitCode).toBe(8);
  expect(refused.host(host)).toMatchObject({ status: 'refused', error: { reason: 'lock-held' } });
  expect(refused.host(host).error?.message).toContain(run);
  expect((await lab.execOn(host, 'systemctl is-active php8.2-fpm')).stdout).toBe('inactive\n');
  await lab.execOn(host, 'systemctl start php8.2-fpm');

  expect((await killed.fleet('rollback', 'last', '--yes')).host(host).status).toBe('rolled-back');
  expect(await lab.snapshot(host)).toBe(before);
  expect((await other.fleet('run', 'fix-502', '--yes', '--limit', host)).host(host).status).toBe('changed');
});
