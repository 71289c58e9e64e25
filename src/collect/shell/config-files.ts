import { createHash } from 'node:crypto';
import type { ConfigFile, FileState } from '../../facts/file.ts';
import { type Block, blockText, linesOf } from './blocks.ts';
import { MOST_BYTES } from './follow-includes.ts';

/**
 * Defines `show_files FILE…`, absolute paths: names, states, real paths and hashes of those that can be read, then all
 * their bytes in one piece, which the states' sizes take apart again. NUL, which no shell can hold, comes as \001.
 */
export const fileWords = String.raw`
show_files() {
  left=$#
  while [ "$left" -gt 0 ]; do
    if [ -f "$1" ] && [ -r "$1" ]; then set -- "$@" "$1"; fi
    shift
    left=$((left - 1))
  done
  [ $# -gt 0 ] || return 0
  block names "$(printf '%s\n' "$@")"
  block states "$(TZ=UTC0 stat -L -c '%s:%i:%u:%g:%U:%G:%a:%y|%z' "$@")"
  block real "$(realpath "$@")"
  block sums "$(sha256sum "$@")"
  block contents "$(cat "$@" | head -c ${MOST_BYTES + 1} | tr '\000' '\001'; printf .)"
}
`;

/** Reads what `show_files` printed; a sentence says why where the files can't be told apart. */
export function configFilesOf(blocks: readonly Block[]): readonly ConfigFile[] | string {
  const names = linesOf(blockText(blocks, 'names'));
  const states = linesOf(blockText(blocks, 'states'));
  const real = linesOf(blockText(blocks, 'real'));
  const sums = linesOf(blockText(blocks, 'sums'));
  const contents = blocks.find(({ name }) => name === 'contents')?.bytes ?? Buffer.alloc(0);
  if (contents.length > MOST_BYTES) return `its configuration is larger than ${MOST_BYTES / 1024 / 1024} MiB`;
  if ([states, real, sums].some(({ length }) => length !== names.length)) return CHANGED;
  const files: ConfigFile[] = [];
  let at = 0;
  for (const [index, path] of names.entries()) {
    const stated = stateOf(states[index] ?? '');
    const sha256 = /^\\?([0-9a-f]{64}) /.exec(sums[index] ?? '')?.[1];
    if (stated === null || sha256 === undefined) return CHANGED;
    const bytes = contents.subarray(at, at + stated.size);
    at += stated.size;
    const exact = createHash('sha256').update(bytes).digest('hex') === sha256;
    if (!exact && !bytes.includes(NUL_STAND_IN)) return CHANGED;
    const { text, whole } = decode(bytes);
    files.push({
      path,
      realPath: real[index] ?? path,
      text,
      lossless: exact && whole,
      state: { sha256, ...stated.owner },
      changedAt: stated.changedAt,
    });
  }
  return files;
}

const CHANGED = 'its configuration files changed while they were read';
const NUL_STAND_IN = 1;

function decode(bytes: Buffer): { readonly text: string; readonly whole: boolean } {
  const text = bytes.toString('utf8');
  return { text, whole: Buffer.from(text, 'utf8').equals(bytes) };
}

function stateOf(
  line: string,
): { readonly size: number; readonly owner: Omit<FileState, 'sha256'>; readonly changedAt: number } | null {
  const match = /^(\d+):(\d+):(\d+):(\d+):([^:]*):([^:]*):([0-7]{1,5}):([^|]+)\|(.+)$/.exec(line);
  if (match === null) return null;
  const [, size, inode, uid, gid, owner = '', group = '', mode = '', modified = '', changed = ''] = match;
  const times = [modified, changed].map(utcSeconds);
  return {
    size: Number(size),
    owner: { inode: Number(inode), uid: Number(uid), gid: Number(gid), owner, group, mode: mode.padStart(4, '0') },
    changedAt: Math.max(...times),
  };
}

/** `2026-11-21 09:05:00.123456789 +0000`, which is UTC as it was asked for; busybox leaves out what it doesn't have. */
function utcSeconds(text: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d{1,2})?/.exec(text);
  if (match === null) return 0;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 + Number(match[7] ?? 0);
}
