import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { runCommand } from './command.ts';
import { bringUp, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';

let lab: Lab;
let suture: Suture;
const home = mkdtempSync(join(tmpdir(), 'suture-cache-'));
const cache = join(home, 'suture');

beforeAll(async () => {
  lab = await bringUp('compiled-code', 1);
  suture = sutureOn(lab);
});

afterAll(async () => {
  suture.dispose();
  rmSync(home, { recursive: true });
  await lab.takeDown();
});

async function check(): Promise<string> {
  const { status, stdout, stderr } = await runCommand(process.execPath, suture.words('check'), {
    XDG_CACHE_HOME: home,
  });
  return status === 0 ? (stdout.split('  ')[0] ?? '') : stderr;
}

test('the first check leaves its compiled code, the next ones use it, and a damaged one is made anew', async () => {
  expect(await check()).toBe('1 host: 1 healthy (1 site answered on 2 routes)');
  const [name = ''] = readdirSync(cache);
  const code = join(cache, name);
  const { size, mtimeMs, ino } = statSync(code);

  expect(await check()).toBe('1 host: 1 healthy (1 site answered on 2 routes)');
  expect(statSync(code)).toMatchObject({ size, mtimeMs, ino });

  writeFileSync(code, 'not what V8 made');
  expect(await check()).toBe('1 host: 1 healthy (1 site answered on 2 routes)');
  expect(statSync(code).size).toBeGreaterThan(size / 2);
  expect(readdirSync(cache)).toEqual([name]);
});
