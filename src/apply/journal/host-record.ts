import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../base/json.ts';
import { flushFolder } from './journal.ts';
import { runFolder } from './run-folder.ts';

/** Writes one host's outcome to the run's record, whole or not at all; a second call replaces it. */
export async function writeHostRecord(stateDir: string, run: string, host: string, data: JsonObject): Promise<void> {
  const folder = join(runFolder(stateDir, run), 'hosts');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, hostFileName(host));
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(data, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  await flushFolder(folder);
}

/** Reads one host's outcome of a run; null where there is none. */
export async function readHostRecord(stateDir: string, run: string, host: string): Promise<JsonObject | null> {
  const path = join(runFolder(stateDir, run), 'hosts', hostFileName(host));
  try {
    return JSON.parse(await readFile(path, 'utf8')) as JsonObject;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A file name that no host name can escape, and that no two share: plain names stay readable, others get a hash. */
export function hostFileName(host: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/.test(host) && !host.includes('~')) return `${host}.json`;
  const readable = host
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, '_')
    .slice(0, 60);
  return `${readable}~${createHash('sha256').update(host).digest('hex').slice(0, 16)}.json`;
}
