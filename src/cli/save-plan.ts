import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, lstat, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../base/user-error.ts';
import type { SavedPlanView } from '../run/host-report.ts';
import { signatureFile, signPlan } from './plan-signature.ts';
import { planFileText, planView, type SavedPlan } from '../run/saved-plan/saved-plan.ts';

/** Before anybody looks at a host: whether a plan can be kept there at all. A file that exists is never overwritten. */
export async function assertFree(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (await lstat(file).catch(() => null)) throw taken(file);
    await access(dirname(file), constants.W_OK).catch((error: unknown) => {
      throw unwritable(file, error);
    });
  }
}

/** Writes a plan to a file that didn't exist, readable by its owner alone, and its signature beside it where a key is given. */
export async function savePlan(file: string, plan: SavedPlan, key?: string): Promise<SavedPlanView> {
  const text = planFileText(plan);
  // Signed first: a plan that was to be signed and isn't is not left lying there.
  if (key !== undefined) await writeNew(signatureFile(file), signPlan(text, key));
  await writeNew(file, text);
  return planView(file, plan);
}

/** All of it is there, or none. */
async function writeNew(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Unlike a rename, a link doesn't replace what has come there meanwhile.
    await link(draft, file);
    await flush(dirname(file));
  } catch (error) {
    throw isTaken(error) ? taken(file) : unwritable(file, error);
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';

const taken = (file: string): UserError =>
  new UserError([
    { code: 'file-exists', message: `${file} exists already`, hint: 'a plan never overwrites a file: name another' },
  ]);

const unwritable = (file: string, error: unknown): UserError =>
  new UserError([
    {
      code: 'plan-unwritable',
      message: `the plan ${file} can't be written: ${error instanceof Error ? error.message : String(error)}`,
    },
  ]);
