import { rename, rm } from 'node:fs/promises';
import { build } from 'esbuild';

// Where to: dist, unless another folder is named.
const [, , out = 'dist'] = process.argv;
// Built aside and then put in place, so that a program that runs meanwhile doesn't lose its parts for long.
const aside = `${out}.${process.pid}`;
await build({
  entryPoints: { suture: 'src/cli/main.ts' },
  outdir: aside,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  // ssh2 tries native speed-ups and does without them.
  external: ['cpu-features', '*.node'],
  // Packages in CommonJS ask for `require` and `__dirname`, which an ES module has to be given.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as suturesRequire } from 'node:module';const require = suturesRequire(import.meta.url), __dirname = import.meta.dirname;",
  },
  logLevel: 'warning',
});
await rm(out, { recursive: true, force: true });
await rename(aside, out);
