import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

// What an editor says of a step beside a playbook, by the declarations that come with the package.

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'suture-types-'));
const STRICT = [
  '--ignoreConfig',
  '--noEmit',
  '--allowJs',
  '--checkJs',
  '--strict',
  '--target',
  'es2022',
  '--module',
  'nodenext',
];

const tsc = (...args: readonly string[]): string =>
  spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).stdout;

beforeAll(() => {
  const installed = join(folder, 'node_modules/suture');
  mkdirSync(installed, { recursive: true });
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  expect(tsc('-p', join(root, 'tsconfig.steps.json'), '--outDir', join(installed, 'dist/types'))).toBe('');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the example of the documentation is right', () => {
  cpSync(join(root, 'docs/examples/steps/recycle_workers.mjs'), join(folder, 'recycle_workers.mjs'));
  expect(tsc(...STRICT, 'recycle_workers.mjs')).toBe('');
});

test('the documentation shows the example as it is', () => {
  const page = readFileSync(join(root, 'docs/playbooks.md'), 'utf8');
  for (const file of ['recycle.yml', 'steps/recycle_workers.mjs']) {
    expect(page).toContain(readFileSync(join(root, 'docs/examples', file), 'utf8'));
  }
});

test('what a step may not plan is marked', () => {
  const change = "{ kind: 'shell', summary: 'x', command: 'reboot' }";
  writeFileSync(
    join(folder, 'wrong.mjs'),
    `import { changes, defineStep } from 'suture/steps';\nexport default defineStep({\n  summary: 'x',\n  arguments: {},\n  plan: () => changes(${change}),\n});\n`,
  );
  expect(tsc(...STRICT, 'wrong.mjs')).toMatch(/^wrong\.mjs\(5,\d+\): error TS/);
});
