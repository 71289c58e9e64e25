import { readFileSync } from 'node:fs';
import { UserError } from '../base/user-error.ts';

/** A file's text; a file that can't be read is the operator's mistake, told by what it was to be. */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = `${what.replaceAll(' ', '-')}-unreadable`;
    throw new UserError([{ code, message: `the ${what} ${file} can't be read: ${reasonOf(error)}` }]);
  }
}

/** A file's text, or null where it can't be read. */
export function readTextIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}
