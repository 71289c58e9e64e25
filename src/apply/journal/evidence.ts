import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostFileName } from './host-file-name.ts';
import { runFolder } from './run-folder.ts';
import { flushFolder, writeDurably } from './write-durably.ts';

/** More than what the probe's own bounds let through. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Keeps what was seen of a host in the run's folder, as `evidence/HOST.json`. Resolves once it is on the disk; throws
 * where it can't be. A run that comes back to a host keeps what was seen first.
 */
export async function saveEvidence(stateDir: string, run: string, host: string, text: string): Promise<void> {
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) throw new Error(`it has ${bytes} bytes, and no more than ${MOST_BYTES} are kept`);
  const folder = evidenceFolder(stateDir, run);
  const isNew = (await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined;
  if (isNew) await flushFolder(runFolder(stateDir, run));
  try {
    await writeDurably(join(folder, `${hostFileName(host)}.json`), text);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

/** Everything that a run has kept of its hosts, as it stands in the files; nothing where it kept nothing. */
export async function readEvidence(stateDir: string, run: string): Promise<readonly EvidenceFile[]> {
  const folder = evidenceFolder(stateDir, run);
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(files.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

/** One host's evidence. */
export interface EvidenceFile {
  readonly name: string;
  readonly text: string;
}

const evidenceFolder = (stateDir: string, run: string): string => join(runFolder(stateDir, run), 'evidence');

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
