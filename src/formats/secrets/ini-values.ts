import { isSecretEnvironment, isSecretName } from './secret-name.ts';
import { isHarmless, redacted } from './redacted.ts';

const HEAD = /^([-+ ]?[ \t]*(?:;[; \t]*)?)([\w.-]+)(?:[ \t]*\[([^\]\n]{0,200})\])?[ \t]*=[ \t]*/gm;

/**
 * Redacts the secret ones among `name = value` lines, comments too: pool files, php.ini, unit files. A value goes on to a
 * comment or the end of the line, blanks included; quotes may carry it over lines. Every value of a pool's `env[…]` is a
 * secret, unless its name says that it isn't.
 */
export function redactIniValues(text: string): string {
  let done = '';
  let at = 0;
  for (const head of text.matchAll(HEAD)) {
    const start = head.index + head[0].length;
    if (head.index < at || !isSecret(head)) continue;
    const end = endOfValue(text, start);
    const value = text.slice(start, end);
    if (isHarmless(value)) continue;
    done += text.slice(at, start) + redacted(value);
    at = end;
  }
  return done + text.slice(at);
}

function isSecret([, , name = '', key]: RegExpMatchArray): boolean {
  if (key === undefined) return isSecretName(name) || /authorization/i.test(name);
  return name.toLowerCase() === 'env' ? isSecretEnvironment(key) : isSecretName(key);
}

/** Where an ini value ends, blanks before a comment or the line's end left out. */
function endOfValue(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '\n' && text[at] !== ';') {
    const char = text[at] ?? '';
    if (char === '\\' && text[at + 1] !== '\n') at += 2;
    else at = char === '"' || char === "'" ? afterQuote(text, at, char) : at + 1;
  }
  let end = Math.min(at, text.length);
  while (end > start && /\s/.test(text[end - 1] ?? '')) end -= 1;
  return end;
}

/** Behind the closing quote; behind the opening one where it is never closed. */
function afterQuote(text: string, open: number, quote: string): number {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return at + 1;
  }
  return open + 1;
}
