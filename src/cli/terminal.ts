import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { painter } from '../report/human/style.ts';
import type { Page } from '../report/human/look.ts';

/** Whether a person sits at both ends. */
export const isInteractive = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** How a human view is to look on stdout. */
export function pageFor({ color, verbose }: { readonly color: boolean; readonly verbose: number }): Page {
  const { isTTY, columns } = process.stdout;
  const noColor = process.env['NO_COLOR'];
  const colours = color && isTTY && (noColor === undefined || noColor === '');
  return { paint: painter(colours), width: Math.min(isTTY ? columns : 100, 120), verbosity: verbose };
}

/** Asks a person yes or no on stderr; anything but y or yes is no. */
export async function askYesNo(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}

/** Asks for a secret on stderr without showing what is typed; null where nobody sits there. */
export async function askSecret(question: string): Promise<string | null> {
  if (!isInteractive()) return null;
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
