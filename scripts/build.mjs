import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

// Where to: dist, unless another folder is named.
const [, , out = 'dist'] = process.argv;
// Built aside and then put in place, so that a program that runs meanwhile doesn't lose its parts for long.
const aside = `${out}.${process.pid}`;
const both = { bundle: true, platform: 'node', target: 'node20', minifySyntax: true, logLevel: 'warning' };

// One script, called as a function by start.ts: V8's scripts can be kept compiled, its modules can't.
const program = await build({
  ...both,
  entryPoints: ['src/cli/main.ts'],
  format: 'cjs',
  write: false,
  // ssh2 tries native speed-ups and does without them.
  external: ['cpu-features', '*.node'],
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'here' },
  banner: { js: '(function (require, module, here, __dirname, importNatively) {' },
  footer: { js: '})' },
});
const [{ contents, hash }] = program.outputFiles;
await build({
  ...both,
  entryPoints: { suture: 'src/cli/start.ts' },
  outdir: aside,
  format: 'esm',
  define: { PROGRAM_ID: JSON.stringify(hash.replaceAll(/\W/g, '_')) },
  banner: { js: '#!/usr/bin/env node' },
});
// What `suture/steps` is to steps beside a playbook.
await build({ ...both, entryPoints: { steps: 'src/steps/exported.ts' }, outdir: aside, format: 'esm' });
await writeFile(`${aside}/program.cjs`, contents);
// The template engine reads this from beside itself.
const engine = dirname(createRequire(import.meta.url).resolve('minijinja-js'));
await copyFile(join(engine, 'minijinja_js_bg.wasm'), join(aside, 'minijinja_js_bg.wasm'));
await rm(out, { recursive: true, force: true });
await rename(aside, out);
