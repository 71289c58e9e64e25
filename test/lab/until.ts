import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until it is so. Rejects after a minute, and says what was waited for. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited a minute in vain until ${what}`);
    await pause(20);
  }
}
