import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../base/json.ts';
import { makeFolders } from './make-folders.ts';
import { runFolder } from './run-folder.ts';
import { flushFolder } from './write-durably.ts';

/** A run's own record on the runner, written before the act that it speaks of. */
export interface Journal {
  readonly run: string;
  readonly folder: string;
  /** Resolves once the event is on the disk; events are written in the order of the calls. */
  readonly append: (event: JsonObject) => Promise<void>;
  /** Closes the file, once what was appended is written; closing it twice does no harm. */
  readonly close: () => Promise<void>;
}

/** Opens the record of a new run; throws where the run has one already. Folders are 0700, files 0600. */
export async function openJournal(stateDir: string, run: string, header: JsonObject): Promise<Journal> {
  const folder = runFolder(stateDir, run);
  await makeFolders(join(stateDir, 'runs'));
  await closeToOthers(join(stateDir, 'runs'));
  await mkdir(folder, { mode: 0o700 });
  const file = await open(join(folder, 'events.jsonl'), 'ax', 0o600);
  await flushFolder(folder);
  await flushFolder(join(stateDir, 'runs'));

  let size = 0;
  let last: Promise<void> = Promise.resolve();
  let closed: Promise<void> | null = null;
  const append = (event: JsonObject): Promise<void> => {
    const line = `${JSON.stringify(event)}\n`;
    const written = last.then(async () => {
      try {
        await file.appendFile(line);
        await file.datasync();
        size += Buffer.byteLength(line);
      } catch (error) {
        // Half a line would take the next one with it.
        await file.truncate(size).catch(() => undefined);
        throw error;
      }
    });
    last = written.catch(() => undefined);
    return written;
  };
  const close = (): Promise<void> => (closed ??= last.then(() => file.close()));
  await append(header);
  return { run, folder, append, close };
}

/** Takes everybody else's rights to a folder, and to no other that a link may lead to. */
async function closeToOthers(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  await handle.chmod(0o700).finally(() => handle.close());
}
