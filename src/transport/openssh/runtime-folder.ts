import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A unix socket's path has 104 bytes on some systems; ssh needs 17 of them while it makes one, we 18 for name and folder. */
const LONGEST_BASE = 104 - 17 - 18;

/** Makes a folder that is the user's alone, with a path short enough for a control socket in it. */
export function makeRuntimeFolder(): string {
  const { XDG_RUNTIME_DIR: own = '' } = process.env;
  const base = [own, tmpdir()].find((path) => path.startsWith('/') && Buffer.byteLength(path) <= LONGEST_BASE);
  try {
    return mkdtempSync(join(base ?? '/tmp', 'suture-'));
  } catch {
    // XDG_RUNTIME_DIR of another user, as after `su`.
    return mkdtempSync('/tmp/suture-');
  }
}
