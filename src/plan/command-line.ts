import { shellCommand } from '../formats/shell-quote.ts';
import type { CommandUndo } from './change.ts';

/** The argv of a line of shell. */
export const shellLine = (line: string): readonly string[] => ['/bin/sh', '-c', line];

/** An argv as somebody would type it; a line of shell as it was written. */
export function commandLine(argv: readonly string[]): string {
  const [shell, option, line] = argv;
  const isLine = shell === '/bin/sh' && option === '-c' && line !== undefined && argv.length === 3;
  return isLine ? line : shellCommand(argv);
}

/** How a command is taken back, in words. */
export const undoLine = (undo: CommandUndo): string =>
  undo.kind === 'command' ? `undo: ${commandLine(undo.argv)}` : `cannot be taken back: ${undo.why}`;
