import { showHidden } from './strip-control.ts';

/** Quotes a text as one word of POSIX sh; the only place that does. Throws on NUL, which no argument can hold. */
export function shellQuote(text: string): string {
  if (text.includes('\0')) throw new Error('a shell word cannot hold a NUL byte');
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Quotes each argument and joins them to a command line. */
export const shellCommand = (argv: readonly string[]): string => argv.map(shellQuote).join(' ');

/**
 * A command line for people: each argument quoted so that it can't pass for two, or for words around it. What would hide
 * or act on a terminal is written out in bash's `$'…'`. For the eye, not for a shell.
 */
export const shownCommand = (argv: readonly string[]): string => argv.map(shownWord).join(' ');

function shownWord(text: string): string {
  if (text === showHidden(text)) return shellQuote(text);
  return `$'${showHidden(text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"))}'`;
}
