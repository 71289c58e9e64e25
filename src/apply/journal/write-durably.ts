import { open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a new file of mode 0600 that a power cut can't take any more; throws where there is one, and leaves no half. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await unlink(path).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
  await flushFolder(dirname(path));
}

/** Makes a folder's entries survive a power cut. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
