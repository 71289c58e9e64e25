/** Quotes a text as one word of POSIX sh; the only place that does. Throws on NUL, which no argument can hold. */
export function shellQuote(text: string): string {
  if (text.includes('\0')) throw new Error('a shell word cannot hold a NUL byte');
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Quotes each argument and joins them to a command line. */
export const shellCommand = (argv: readonly string[]): string => argv.map(shellQuote).join(' ');
