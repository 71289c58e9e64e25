import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolders } from '../../../src/apply/journal/make-folders.ts';

const scratch = mkdtempSync(join(tmpdir(), 'suture-folders-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('folders are made for nobody else’s eyes, as deep as it takes', async () => {
  await makeFolders(join(scratch, 'a/b/c'));
  for (const folder of ['a', 'a/b', 'a/b/c']) expect(statSync(join(scratch, folder)).mode & 0o777).toBe(0o700);
});

test('a folder that is there stays as it is', async () => {
  mkdirSync(join(scratch, 'there'), { mode: 0o755 });
  await makeFolders(join(scratch, 'there'));
  expect(statSync(join(scratch, 'there')).mode & 0o777).toBe(0o755);
});

test.each([
  ['where the kernel lets nobody make one', '/proc/suture/runs', 'ENOENT'],
  ['below a file', join(scratch, 'file/runs'), 'ENOTDIR'],
  ['in the place of a file', join(scratch, 'file'), 'EEXIST'],
])('a folder %s is an error at once', async (_, folder, code) => {
  writeFileSync(join(scratch, 'file'), '');
  await expect(makeFolders(folder)).rejects.toMatchObject({ code });
});
