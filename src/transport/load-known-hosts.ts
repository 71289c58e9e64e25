import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { indexKnownHosts, type KnownHosts } from './known-hosts.ts';
import { notOurs } from './own-place.ts';
import { parseKnownHosts } from './known-hosts-line.ts';

/** OpenSSH's own two files: the user's, then the system's. */
export const defaultKnownHostsFiles = (): readonly string[] => [
  join(homedir(), '.ssh', 'known_hosts'),
  '/etc/ssh/ssh_known_hosts',
];

/** Reads known_hosts files once for a run; a missing file counts as empty, an unreadable one is a UserError. */
export function loadKnownHosts(files: readonly string[]): KnownHosts {
  return indexKnownHosts(
    files,
    files.flatMap((file) => parseKnownHosts(readIfThere(file), file)),
  );
}

function readIfThere(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    const wrong = notOurs(file);
    if (wrong === null) return text;
    const hint = 'whoever can write to it can say whom Suture trusts: take it from them (chown, chmod go-w)';
    throw new UserError([{ code: 'known-hosts-not-ours', message: `${file} can't be used: ${wrong}`, hint }]);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw new UserError([{ code: 'known-hosts-unreadable', message: `${file} cannot be read: ${code}` }]);
  }
}
