import { shellCommand } from '../formats/shell-quote.ts';

/** The argv of a line of shell. */
export const shellLine = (line: string): readonly string[] => ['/bin/sh', '-c', line];

/** An argv as somebody would type it; a line of shell as it was written. */
export function commandLine(argv: readonly string[]): string {
  const [shell, option, line] = argv;
  const isLine = shell === '/bin/sh' && option === '-c' && line !== undefined && argv.length === 3;
  return isLine ? line : shellCommand(argv);
}
