/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** A reference, a template, a switch, nothing at all, or what is redacted already. */
export const isHarmless = (secret: string): boolean =>
  /^(\\?["']?)(?:\$\{?\w+\}?|\{\{[^}\"']*\}\}|on|off|yes|no|true|false|null|none)?\1$/i.test(secret) ||
  /^\\?["']$/.test(secret) ||
  secret.includes(REDACTED);

/** A value without its secret; its quotes and its lines stay, so that diffs can go through it. */
export function redacted(secret: string): string {
  const quote = /^(\\?["'])[^]*\1$/.exec(secret)?.[1] ?? '';
  return quote + redactedLines(quote === '' ? secret : secret.slice(quote.length, -quote.length)) + quote;
}

/** Redacts what an expression found: the text before a secret stays, and a secret that is none. */
export const redactValue = (whole: string, before: string, secret: string): string =>
  isHarmless(secret) ? whole : `${before}${redacted(secret)}`;

/** Redacts each line of a text that isn't empty. */
const redactedLines = (body: string): string =>
  body
    .split('\n')
    .map((line, index) => (line === '' ? '' : index === 0 ? REDACTED : redactedLine(line)))
    .join('\n');

/** Redacts a whole line; a diff's sign and what makes it a comment stay, as what follows it would be read otherwise. */
export const redactedLine = (line: string): string => `${LEADER.exec(line)?.[0] ?? ''}${REDACTED}`;

/** A line without its diff's sign, blanks, and what makes it a comment. */
export const bareLine = (line: string): string => line.replace(LEADER, '').trimEnd();

const LEADER = /^[-+ ]?[ \t]*(?:[#;]+[ \t]*)?/;
