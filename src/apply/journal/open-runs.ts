import { readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from './make-folders.ts';
import { assertRunId, isRunId } from './run-id.ts';

// One empty file a run, so that a command which wants to know reads one small folder and no journals.
const folderIn = (stateDir: string): string => join(stateDir, 'open');

/** Notes that a run may leave something open on its hosts, whatever becomes of it. */
export async function noteOpen(stateDir: string, run: string): Promise<void> {
  assertRunId(run);
  await makeFolders(folderIn(stateDir));
  await writeFile(join(folderIn(stateDir), run), '', { mode: 0o600 });
}

/** Takes that note away, if it is there. */
export async function noteSettled(stateDir: string, run: string): Promise<void> {
  assertRunId(run);
  await rm(join(folderIn(stateDir), run), { force: true });
}

/** The runs that have such a note, oldest first: those that run now, and those that ended without settling everything. */
export function notedOpen(stateDir: string): readonly string[] {
  try {
    return readdirSync(folderIn(stateDir)).filter(isRunId).toSorted();
  } catch {
    return [];
  }
}
