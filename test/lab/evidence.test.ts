import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';
import { until } from './until.ts';

// A repair destroys the evidence of what was broken, so it is kept first; and where it can't be kept, nothing is changed.

let lab: Lab;
const sutures: Suture[] = [];

beforeAll(async () => {
  lab = await bringUpAnew('evidence', 3);
});

afterAll(async () => {
  for (const each of sutures) each.dispose();
  await lab.takeDown();
});

function suture(): Suture {
  const made = sutureOn(lab);
  sutures.push(made);
  return made;
}

test.concurrent('a repaired host’s bundle gives the findings that it had before', async () => {
  const own = suture();
  await lab.breakHost('web01', 'socket-denied');
  const { run, host } = await own.fleet('run', 'fix-502', '--yes', '--limit', 'web01');
  expect(host('web01').status).toBe('changed');
  const file = join(own.stateDir, 'bundle.json');
  const packed = await own.journal('bundle', run, '--out', file);
  expect(packed).toMatchObject({ status: 0, stdout: '' });
  expect((await own.journal('bundle', run)).stdout).toBe(readFileSync(file, 'utf8'));

  const again = await own.fleet('check', '--facts', file);
  expect(again.exitCode).toBe(3);
  expect(again.host('web01').findings).toEqual(host('web01').verify?.before.findings);
  expect(again.host('web01').sites).toEqual(host('web01').verify?.before.sites);
  const { summary, events } = JSON.parse(readFileSync(file, 'utf8')) as { summary: string[]; events: JsonEvent[] };
  expect(summary.join('\n')).toContain('socket-denied (critical): /run/php/php8.2-fpm.sock');
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['run-started', 'host-planned', 'host-changing', 'transaction', 'run-finished']),
  );
});

test.concurrent('a rollback keeps what it takes away', async () => {
  const own = suture();
  await lab.breakHost('web03', 'socket-denied');
  const { run, host } = await own.fleet('run', 'fix-502', '--yes', '--limit', 'web03');
  expect(host('web03').status).toBe('changed');
  const back = await own.fleet('rollback', run, '--yes');
  expect(back.host('web03').status).toBe('rolled-back');
  const file = join(own.stateDir, 'bundle.json');
  await own.journal('bundle', back.run, '--out', file);
  const again = await own.fleet('check', '--facts', file);
  expect(again.host('web03').findings).toEqual(host('web03').verify?.after.findings);
  expect(again.host('web03').sites).toEqual(host('web03').verify?.after.sites);
});

interface JsonEvent {
  readonly type: string;
}

test.concurrent('a host of which nothing can be kept is not changed', async () => {
  const own = suture();
  const host = 'web02';
  await lab.breakHost(host, 'socket-denied');
  const before = await lab.snapshot(host);
  const runner = own.start('run', 'fix-502', '--yes', '--limit', host);
  const ended = once(runner, 'exit');
  const runs = join(own.stateDir, 'runs');
  await until('the run has its folder', () => existsSync(runs) && readdirSync(runs).length > 0);
  const [run = ''] = readdirSync(runs);
  writeFileSync(join(runs, run, 'evidence'), 'something else stands here');
  expect(await ended).toEqual([8, null]);
  const { stdout } = await own.journal('show', run);
  expect(stdout).toContain('refused (evidence-not-kept)');
  expect(readFileSync(join(runs, run, 'events.jsonl'), 'utf8')).not.toContain('host-changing');
  expect(await lab.snapshot(host)).toBe(before);
});
