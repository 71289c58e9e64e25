import { mkdtempSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A new folder to which root alone has the way, as to /etc; /tmp is everybody's. */
export const scratchFolder = (name: string): string => mkdtempSync(join(homedir(), `${name}-`));
