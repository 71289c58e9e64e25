import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Page } from '../report/human/page.ts';
import { type Paint, painter } from '../report/human/style.ts';
import type { FleetOptions } from './fleet-options.ts';
import { sameOptions } from './same-options.ts';

/** Whether a person sits at both ends. */
export const isInteractive = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** How stdout is painted: colours for a terminal, unless somebody doesn't want them. */
function paintFor(color: boolean): Paint {
  const noColor = process.env['NO_COLOR'];
  return painter(color && process.stdout.isTTY && (noColor === undefined || noColor === ''));
}

/** How a human view is to look on stdout. */
export function pageFor(options: Pick<FleetOptions, 'color' | 'verbose'> & Partial<FleetOptions>): Page {
  const { isTTY, columns } = process.stdout;
  return {
    paint: paintFor(options.color),
    width: isTTY && columns > 0 ? Math.min(columns, 120) : 80,
    verbosity: options.verbose,
    options: sameOptions(options),
    limit: options.limit ?? null,
  };
}

/** Takes away the progress that may stand on the terminal's last line. */
export function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}

/** Says something on a line of its own on stderr, in the place of the progress that may stand there. */
export function sayAlone(text: string): void {
  clearProgress();
  process.stderr.write(`suture: ${text}\n`);
}

/** Asks a person yes or no on stderr; anything but y or yes is no, and so is none before the signal. */
export async function askYesNo(question: string, waits?: AbortSignal): Promise<boolean> {
  return /^y(es)?$/i.test((await askLine(`${question} [y/N] `, waits)) ?? '');
}

/** Asks a person for a word on stderr; null as `ask` has it. */
export async function askLine(question: string, waits?: AbortSignal): Promise<string | null> {
  const answer = await ask(process.stderr, question, waits);
  return answer?.trim() ?? null;
}

/** Asks for a secret on stderr without showing what is typed; null where nobody sits there. */
export async function askSecret(question: string): Promise<string | null> {
  if (!isInteractive()) return null;
  // The terminal shows what is typed until somebody reads, so that this begins before anybody is asked.
  const answering = ask(new Writable({ write: (_chunk, _encoding, done) => done() }), '');
  process.stderr.write(question);
  const answer = await answering;
  process.stderr.write('\n');
  return answer;
}

/** A line of a person's; null where they end the input instead, interrupt, or take longer than the signal allows. */
function ask(output: NodeJS.WritableStream, question: string, waits?: AbortSignal): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  return new Promise<string | null>((resolve, reject) => {
    lines.question(question).then(resolve, reject);
    lines.once('close', () => resolve(null));
    waits?.addEventListener('abort', () => lines.close(), { once: true });
    // While a line is edited, Ctrl-C is a key and no signal.
    lines.once('SIGINT', () => {
      lines.close();
      process.kill(process.pid, 'SIGINT');
    });
  }).finally(() => lines.close());
}
