import type { Directive } from './directive.ts';
import { parseNginx } from './parse.ts';
import { replaceSpans } from './replace-spans.ts';

/**
 * The number of the block that starts at an offset, counted over all blocks of a text as they open; -1 where none does.
 * Numbers outlive edits of directives, which move offsets.
 */
export const blockNumber = (text: string, start: number): number =>
  blocksOf(text).findIndex(({ span }) => span.start === start);

/**
 * Gives a directive of one block these arguments and changes nothing else: in its place where the block has it, else on
 * a line of its own below the block's last one. Null where the text can't be read, has no such block, or names the
 * directive there twice.
 */
export function setDirective(text: string, block: number, name: string, args: string): string | null {
  const target = blocksOf(text)[block];
  if (target?.children == null) return null;
  const [own, twin] = target.children.filter((child) => child.name === name);
  if (twin !== undefined) return null;
  if (own === undefined) return insertInto(text, target, target.children, `${name} ${args};`);
  const [first, last] = [own.args[0], own.args.at(-1)];
  if (first === undefined || last === undefined) return null;
  return spliced(text, first.span.start, last.span.end, args);
}

function insertInto(text: string, block: Directive, children: readonly Directive[], line: string): string | null {
  const last = children.at(-1);
  if (last === undefined) return spliced(text, block.span.end - 1, block.span.end - 1, ` ${line} `);
  const { end } = last.span;
  const rest = /^[^\n]*/.exec(text.slice(end))?.[0] ?? '';
  // A block in one line stays in one line; a comment belongs to what it stands behind.
  if (!/^[ \t]*(?:#.*)?\r?$/.test(rest)) return spliced(text, end, end, ` ${line}`);
  const lineStart = text.lastIndexOf('\n', last.span.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, last.span.start))?.[0] ?? '';
  const carriage = rest.endsWith('\r') ? 1 : 0;
  const at = end + rest.length - carriage;
  return spliced(text, at, at, `${carriage === 1 ? '\r\n' : '\n'}${indent}${line}`);
}

function spliced(text: string, start: number, end: number, replacement: string): string | null {
  const replaced = replaceSpans(text, [{ span: { start, end }, text: replacement }]);
  return replaced.ok ? replaced.value : null;
}

function blocksOf(text: string): readonly Directive[] {
  const parsed = parseNginx('', text);
  return parsed.ok ? parsed.value.flatMap(withInner) : [];
}

const withInner = (directive: Directive): readonly Directive[] =>
  directive.children === null ? [] : [directive, ...directive.children.flatMap(withInner)];
