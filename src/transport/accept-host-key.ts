import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import { wrongAddress } from '../inventory/network-names.ts';
import { knownHostsName } from './host-patterns.ts';
import type { KnownHosts } from './known-hosts.ts';
import { notOurs } from './own-place.ts';

/** Pins a new host key in the first known_hosts file of the run, and in memory; gives that file, or why it failed. */
export function acceptHostKey(
  known: KnownHosts,
  host: string,
  port: number,
  keyType: string,
  key: Buffer,
): Result<string, string> {
  const [file] = known.files;
  if (file === undefined) return err('no known_hosts file is named');
  const wrong = wrongAddress(host);
  if (wrong !== null) return err(`${JSON.stringify(host)} ${wrong}`);
  const strange = notOurs(file);
  if (strange !== null) return err(strange);
  const name = knownHostsName(host, port);
  try {
    appendLine(file, `${name} ${keyType} ${key.toString('base64')}\n`);
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
  // Its line number stays unknown, as others may append at the same time; 0 says so.
  known.remember({ place: { file, line: 0 }, marker: 'none', hosts: { kind: 'list', patterns: [name] }, keyType, key });
  return ok(file);
}

/** One write in append mode, so that two runs never mix their lines; mode 0600 and folder 0700 as OpenSSH has them. */
function appendLine(file: string, line: string): void {
  makeFolder(dirname(file));
  const fd = openSync(file, 'a+', 0o600);
  try {
    const { size } = fstatSync(fd);
    const last = Buffer.alloc(1);
    if (size > 0) readSync(fd, last, 0, 1, size - 1);
    writeSync(fd, size > 0 && last.toString('latin1') !== '\n' ? `\n${line}` : line);
  } finally {
    closeSync(fd);
  }
}

/** That one folder, as OpenSSH does for ~/.ssh. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
  }
}
