import type { Span } from '../../base/place.ts';
import { type FpmValue, readValue, skipBlanks } from './value.ts';

/** One statement of an FPM file; offsets are into the whole text. */
export type Statement =
  | { readonly kind: 'section'; readonly name: string; readonly start: number }
  | { readonly kind: 'option'; readonly key: string; readonly start: number; readonly value: FpmValue }
  | { readonly kind: 'comment'; readonly start: number; readonly text: string }
  | { readonly kind: 'mistake'; readonly start: number; readonly message: string };

/** Reads the statements of one line; several where a section's header, or a lone CR, is followed by more. */
export function readLine(text: string, line: Span): readonly Statement[] {
  const statements: Statement[] = [];
  let start = text.startsWith('\uFEFF', line.start) ? line.start + 1 : line.start;
  for (const part of text.slice(start, line.end).split('\r')) {
    statements.push(...readStatements(text, start, start + part.length));
    start += part.length + 1;
  }
  return statements;
}

function readStatements(text: string, start: number, end: number): readonly Statement[] {
  const at = skipBlanks(text, start, end);
  if (at === end) return [];
  if (text[at] === ';') return [{ kind: 'comment', start: at, text: text.slice(at, end) }];
  if (text[at] === '[') {
    if (at > start) return [{ kind: 'mistake', start: at, message: 'a section must start in the first column' }];
    return readSection(text, at, end);
  }
  return [readOption(text, at, end)];
}

function readSection(text: string, at: number, end: number): readonly Statement[] {
  const match = /^\[((?:[^\]\\;"']|\\.)*|"[^"]*"|'[^']*')\]/.exec(text.slice(at, end));
  if (match === null) return [{ kind: 'mistake', start: at, message: 'the section has no closing "]"' }];
  const name = (match[1] ?? '').replace(/^(["'])(.*)\1$/, '$2');
  return [{ kind: 'section', name, start: at }, ...readStatements(text, at + match[0].length, end)];
}

function readOption(text: string, start: number, end: number): Statement {
  const mistake = (message: string): Statement => ({ kind: 'mistake', start, message });
  const match = /^([^=\r\n\t;&|^$~(){}!"[\]]+)[ \t]*(?:\[[ \t]*([^\]"';]*|"[^"]*"|'[^']*')\])?[ \t]*(=)?/.exec(
    text.slice(start, end),
  );
  if (match?.[3] === undefined) return mistake('neither a section, an assignment nor a comment');
  const name = (match[1] ?? '').trimEnd();
  const index = match[2]?.replace(/^(["'])(.*)\1$/, '$2');
  if (index === '') return mistake(`"${name}" needs a name in its brackets`);
  const value = readValue(text, start + match[0].length, end);
  return { kind: 'option', key: fpmKey(name, index), start, value };
}

/** The key by which FPM knows an option: names are case-blind, `name[index]` is not. */
export const fpmKey = (name: string, index?: string): string =>
  index === undefined ? name.toLowerCase() : `${name}[${index}]`;
