import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { compiledCode } from './compiled-code.ts';

// What `suture` runs: the program beside it, with what V8 compiled of it in an earlier run. See docs/decisions/0007.

/** A hash of the program, which the build puts here. */
declare const PROGRAM_ID: string;

const file = fileURLToPath(new URL('program.cjs', import.meta.url));
const kept = compiledCode(`${PROGRAM_ID}-${process.version}-${process.arch}`);
const found = kept.read();
const script = new Script(readFileSync(file, 'latin1'), {
  filename: file,
  ...(found === undefined ? {} : { cachedData: found }),
});
const program = script.runInThisContext() as (
  require: NodeJS.Require,
  module: object,
  url: string,
  folder: string,
  importNatively: (url: string) => Promise<unknown>,
) => void;
program(createRequire(file), { exports: {} }, import.meta.url, import.meta.dirname, (url) => import(url));

if (found === undefined || script.cachedDataRejected === true) {
  process.on('exit', (status) => {
    if (reachedHosts(status)) kept.write(script.createCachedData());
  });
}

/** Such a command has had most of the program compiled; what the others leave behind wouldn't help it. */
function reachedHosts(status: number): boolean {
  const [, , command = '', ...options] = process.argv;
  const overSsh = ['check', 'run'].includes(command) && !options.some((word) => /^--(local|facts)\b/.test(word));
  return overSsh && (status === 0 || status === 3);
}
