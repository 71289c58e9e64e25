import type { Span } from '../../base/place.ts';
import { type Line, linesOf } from './lines.ts';
import { sameSection } from './parse.ts';
import { fpmKey, readLine, type Statement } from './statement.ts';
import { writeValue } from './write-value.ts';

interface Placed {
  readonly line: Line;
  readonly statement: Statement;
}

/**
 * Sets an option in a section and changes nothing else: the last assignment's value, or a new line below the
 * commented-out default, or below the section's last assignment. Null where the text has no such section; the
 * section null is what stands before the first header.
 */
export function setOption(text: string, section: string | null, key: string, value: string): string | null {
  const inside = statementsOf(text, section);
  if (inside === null) return null;
  const wanted = keyOf(key);
  const last = inside.findLast(({ statement }) => statement.kind === 'option' && statement.key === wanted);
  if (last?.statement.kind === 'option') {
    const { span, value: before, wrong } = last.statement.value;
    if (before === value && wrong === null) return text;
    const written = writeValue(value, /^".*"$/.test(text.slice(span.start, span.end)));
    const gap = text[span.start - 1] === '=' && text[span.start - 2] === ' ' ? ' ' : '';
    return splice(text, span, gap + written);
  }
  const anchor = commentedDefault(inside, wanted) ?? inside.findLast(({ statement }) => statement.kind !== 'comment');
  return insertBelow(text, anchor, `${key} = ${writeValue(value)}`);
}

function statementsOf(text: string, section: string | null): readonly Placed[] | null {
  const inside: Placed[] = [];
  let within = section === null;
  let found = within;
  for (const line of linesOf(text)) {
    for (const statement of readLine(text, line.span)) {
      if (statement.kind === 'section') within = sameSection(statement.name, section);
      found ||= within;
      // What follows an include belongs to whichever section the included files leave open.
      if (statement.kind === 'option' && statement.key === 'include') within = false;
      if (within) inside.push({ line, statement });
    }
  }
  return found ? inside : null;
}

function commentedDefault(inside: readonly Placed[], key: string): Placed | undefined {
  const defaults = (pattern: RegExp) =>
    inside.findLast(({ statement }) => {
      const match = statement.kind === 'comment' ? pattern.exec(statement.text) : null;
      return match?.[1] !== undefined && keyOf(match[1]) === key;
    });
  // A blank after the semicolon marks prose more often than a default.
  return defaults(/^;([^\s;=][^=]*?)[ \t]*=/) ?? defaults(/^;+[ \t]*([^\s;=][^=]*?)[ \t]*=/);
}

function keyOf(key: string): string {
  const match = /^([^[]*?)[ \t]*\[[ \t]*(.*)\]$/.exec(key);
  return match ? fpmKey(match[1] ?? '', match[2]) : fpmKey(key);
}

function insertBelow(text: string, anchor: Placed | undefined, assignment: string): string {
  const crlf = text.includes('\r\n');
  if (anchor === undefined) return `${assignment}${crlf ? '\r\n' : '\n'}${text}`;
  const { start, end } = anchor.line.span;
  const indent = /^[ \t]*/.exec(text.slice(start, end))?.[0] ?? '';
  const lineBreak = end === text.length ? crlf : text[end - 1] === '\r';
  // The new line goes behind the anchor's CR, so that each line keeps its own.
  const at = lineBreak && text[end - 1] === '\r' ? end - 1 : end;
  return splice(text, { start: at, end: at }, `${lineBreak ? '\r\n' : '\n'}${indent}${assignment}`);
}

const splice = (text: string, { start, end }: Span, replacement: string): string =>
  text.slice(0, start) + replacement + text.slice(end);
