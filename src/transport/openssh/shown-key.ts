import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseKnownHosts } from '../known-hosts-line.ts';
import type { TransportOptions } from '../transport-options.ts';
import { makeRuntimeFolder } from './runtime-folder.ts';
import { destinationOf, loginWords, type OpenSshEnd } from './ssh-words.ts';

/** The key that a host shows to ssh, which offers nothing to log in with; null if it doesn't come to that in time. */
export async function shownKey(
  end: OpenSshEnd,
  through: string | null,
  options: TransportOptions,
  withinMs: number,
): Promise<Buffer | null> {
  const folder = makeRuntimeFolder();
  const file = join(folder, 'known_hosts');
  const words = [
    ...['-S', 'none', '-o', 'PreferredAuthentications=none'],
    ...loginWords(end, through, { kind: 'any-into', file }, options),
    ...['--', destinationOf(end), 'exit'],
  ];
  const limits = {
    timeout: Math.max(1, Math.ceil(withinMs)),
    maxBuffer: 64 * 1024,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  await new Promise<void>((resolve) => {
    execFile('ssh', words, limits, () => resolve());
  });
  const [line] = parseKnownHosts(readIfThere(file), file);
  rmSync(folder, { recursive: true, force: true });
  return line?.key ?? null;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
