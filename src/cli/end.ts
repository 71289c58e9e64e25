import { CommanderError } from 'commander';
import { UserError } from '../base/user-error.ts';
import { EXIT } from './exit.ts';
import { showMistakes } from './mistake-lines.ts';

/** Ends the process with a command's exit code, once its output is flushed. */
export async function endWith(command: Promise<number> | number): Promise<void> {
  const code = await command;
  process.exitCode = code;
  // What was interrupted may still hold connections open, for which nobody wants to wait.
  if (code === EXIT.interrupted) process.stdout.write('', () => process.exit(code));
}

/** Ends the process for an error: mistakes of the operator's in words, bugs with their stack. */
export function failWith(error: unknown): void {
  process.exitCode = explain(error);
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UserError) {
    process.stderr.write(`${showMistakes(error.mistakes)}\n`);
    return EXIT.usage;
  }
  process.stderr.write(
    `suture: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return EXIT.internal;
}
