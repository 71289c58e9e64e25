import { spawnSync } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import { stripControl } from '../../formats/redact.ts';

/** What a file is to somebody who would run it: `text` may carry the executable bit by accident. */
export type Runnable = 'program' | 'script-without-permission' | 'text';

/** Whether a file is to be run. A text without `#!` is never: the kernel refuses it, and a shell would run its lines. */
export function runnable(file: string): Runnable {
  const isProgram = /^(?:#!|\u007fEL)/.test(firstBytes(file));
  if (!isProgram) return 'text';
  try {
    accessSync(file, constants.X_OK);
    return 'program';
  } catch {
    return 'script-without-permission';
  }
}

function firstBytes(file: string): string {
  const bytes = Buffer.alloc(3);
  const descriptor = openSync(file, 'r');
  try {
    return bytes.toString('latin1', 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

/** What an executable prints; the error says how it ended, with the end of what it said on stderr. */
export function runExecutable(file: string, args: readonly string[]): Result<string, string> {
  const { error, status, signal, stdout, stderr } = spawnSync(resolve(file), args, {
    stdio: ['inherit', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  });
  if (error !== undefined) return err(error.message);
  if (status === 0) return ok(stdout);
  const said = stripControl(stderr).trim().split('\n').slice(-3).join('\n');
  return err(`${status === null ? `signal ${signal}` : `exit status ${status}`}${said === '' ? '' : `: ${said}`}`);
}
