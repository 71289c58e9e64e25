import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compiledCode } from '../../src/cli/compiled-code.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'suture-compiled-'));
  folder = join(parent, 'cache');
});
afterEach(() => rmSync(parent, { recursive: true }));

const code = Buffer.from('what V8 made');

test('what one run keeps the next one finds, and nobody else may read', () => {
  expect(compiledCode('a', folder).read()).toBeUndefined();
  compiledCode('a', folder).write(code);
  expect(compiledCode('a', folder).read()).toEqual(code);
  expect(compiledCode('b', folder).read()).toBeUndefined();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'a.code')).mode & 0o777).toBe(0o600);
});

test('what others may write, or what is a link, is not believed', () => {
  compiledCode('a', folder).write(code);
  chmodSync(join(folder, 'a.code'), 0o620);
  expect(compiledCode('a', folder).read()).toBeUndefined();
  writeFileSync(join(parent, 'elsewhere'), code, { mode: 0o600 });
  symlinkSync(join(parent, 'elsewhere'), join(folder, 'b.code'));
  expect(compiledCode('b', folder).read()).toBeUndefined();
});

test('what nobody wrote for a month goes when something new is kept', () => {
  mkdirSync(folder);
  for (const name of ['old', 'young']) writeFileSync(join(folder, name), '');
  utimesSync(join(folder, 'old'), 0, 0);
  compiledCode('a', folder).write(code);
  expect(readdirSync(folder).sort()).toEqual(['a.code', 'young']);
});

test('a folder that cannot be made costs the code, not the command', () => {
  writeFileSync(join(parent, 'file'), '');
  const kept = compiledCode('a', join(parent, 'file', 'cache'));
  expect(() => kept.write(code)).not.toThrow();
  expect(kept.read()).toBeUndefined();
  expect(existsSync(join(parent, 'cache'))).toBe(false);
});
