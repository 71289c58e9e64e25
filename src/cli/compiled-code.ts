import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { notOurs } from '../transport/own-place.ts';

/** What V8 compiled of a program in an earlier run. Neither throws: without it the program is slower, and no worse. */
export interface CompiledCode {
  readonly read: () => Buffer | undefined;
  readonly write: (code: Buffer) => void;
}

/** The compiled code of that name in the user's cache folder: $XDG_CACHE_HOME/suture, else ~/.cache/suture. */
export function compiledCode(name: string, folder = cacheFolder()): CompiledCode {
  const file = join(folder, `${name}.code`);
  return {
    read: () => orNothing(() => readOwn(file)),
    write: (code) => {
      orNothing(() => {
        if (notOurs(folder) !== null) return;
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(`${file}.${process.pid}`, code, { mode: 0o600, flag: 'wx' });
        renameSync(`${file}.${process.pid}`, file);
        removeOld(folder);
      });
    },
  };
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg } = process.env;
  return join(xdg !== undefined && xdg !== '' ? xdg : join(userInfo().homedir, '.cache'), 'suture');
}

/** Compiled code runs as the program does, so it counts only if nobody else could have written it. */
function readOwn(file: string): Buffer | undefined {
  if (notOurs(file) !== null) return undefined;
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { uid, mode } = fstatSync(descriptor);
    return uid === process.getuid?.() && (mode & 0o022) === 0 ? readFileSync(descriptor) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** What other versions left: nothing asked for it for a month. */
function removeOld(folder: string): void {
  const monthAgo = Date.now() - 30 * 24 * 3600 * 1000;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (statSync(file).mtimeMs < monthAgo) rmSync(file);
  }
}

function orNothing<Value>(what: () => Value): Value | undefined {
  try {
    return what();
  } catch {
    return undefined;
  }
}
