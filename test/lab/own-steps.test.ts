import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';

// What a step that is no part of Suture does to a real host; the example is the one of docs/playbooks.md.

const EXAMPLE = join(import.meta.dirname, '../../docs/examples/recycle.yml');

let lab: Lab;
let suture: Suture;
const folder = mkdtempSync(join(tmpdir(), 'suture-own-'));

beforeAll(async () => {
  lab = await bringUpAnew('own-steps', 1);
  suture = sutureOn(lab);
});
beforeEach(() => lab.heal('web01'));
afterAll(async () => {
  suture.dispose();
  rmSync(folder, { recursive: true, force: true });
  await lab.takeDown();
});

/** A playbook that names one step of its own, with this body of its plan. */
function playbookOf(plan: string): string {
  mkdirSync(join(folder, 'steps'), { recursive: true });
  writeFileSync(
    join(folder, 'steps', 'mine.mjs'),
    `export default {\n  summary: 'x',\n  plan: ({ world }) => {\n${plan}\n  },\n};\n`,
  );
  writeFileSync(join(folder, 'p.yml'), '- hosts: all\n  steps:\n    - test_nginx:\n    - mine:\n');
  return join(folder, 'p.yml');
}

test('the example is rehearsed, applied, does nothing the second time, and is taken back exactly', async () => {
  const before = await lab.snapshot('web01');
  const dry = await suture.fleet('run', EXAMPLE, '--check');
  expect(dry.exitCode).toBe(3);
  expect(dry.host('web01')).toMatchObject({ status: 'would-change', rehearsed: true });
  expect(await lab.snapshot('web01')).toEqual(before);

  const ended = await suture.fleet('run', EXAMPLE, '--yes');
  expect(ended.exitCode).toBe(0);
  expect(ended.host('web01').changes.map(({ kind, state }) => [kind, state])).toEqual([
    ['write-file', 'done'],
    ['gate', 'done'],
    ['service', 'done'],
  ]);
  const said = await lab.execOn('web01', 'php-fpm8.2 -tt 2>&1 | grep max_requests');
  expect(said.stdout).toContain('pm.max_requests = 500');

  expect((await suture.fleet('run', EXAMPLE, '--yes')).host('web01')).toMatchObject({ status: 'ok', changes: [] });
  expect((await suture.fleet('rollback', ended.run, '--yes')).exitCode).toBe(0);
  expect(await lab.snapshot('web01')).toEqual(before);
});

test('an own step that throws leaves the host alone, and is told with its file and line', async () => {
  const before = await lab.snapshot('web01');
  const ended = await suture.fleet('run', playbookOf('    return world.facts.fpms.value;'), '--yes');
  expect(ended.exitCode).toBe(8);
  expect(ended.host('web01')).toMatchObject({ status: 'refused', changes: [], error: { reason: 'step-failed' } });
  expect(ended.host('web01').error?.message).toMatch(/mine: .*steps\/mine\.mjs:4:\d+: `plan` threw TypeError/);
  expect(await lab.snapshot('web01')).toEqual(before);
});

test('an own step that returns a change of its own invention leaves the host alone', async () => {
  const shell = "{ kind: 'shell', summary: 'x', command: 'touch /tmp/x' }";
  const ended = await suture.fleet('run', playbookOf(`    return { kind: 'changes', changes: [${shell}] };`), '--yes');
  expect(ended.host('web01')).toMatchObject({ status: 'refused', changes: [], error: { reason: 'step-failed' } });
  expect(ended.host('web01').error?.message).toContain('is wrong in change 1: has in `kind`');
});
