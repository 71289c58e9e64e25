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
 * Gives a directive of one block, or of what stands outside of all blocks (`main`), these arguments and changes nothing
 * else: in its place where it is written, else on a line of its own below the block's last one, or above the file's
 * first block. Null where the text can't be read, has no such block, or names the directive there twice.
 */
export function setDirective(text: string, block: number | 'main', name: string, args: string): string | null {
  const parsed = parseNginx('', text);
  if (!parsed.ok) return null;
  const target = block === 'main' ? null : parsed.value.flatMap(withInner)[block];
  const children = target === null ? parsed.value : target?.children;
  if (children == null) return null;
  const [own, twin] = children.filter((child) => child.name === name);
  if (twin !== undefined) return null;
  if (own === undefined) {
    const line = `${name} ${args};`;
    return target == null ? insertAbove(text, children, line) : insertInto(text, target, children, line);
  }
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

/** Above the first block with what is said of it, or at the end of a file that has none. */
function insertAbove(text: string, children: readonly Directive[], line: string): string | null {
  const first = children.find((child) => child.children !== null);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (first === undefined) {
    const ended = text === '' || text.endsWith('\n') ? '' : newline;
    return spliced(text, text.length, text.length, `${ended}${line}${newline}`);
  }
  const lineStart = text.lastIndexOf('\n', first.span.start - 1) + 1;
  const before = text.slice(lineStart, first.span.start);
  if (before.trim() !== '') return spliced(text, first.span.start, first.span.start, `${line} `);
  return spliced(text, lineStart, lineStart, `${line}${newline}`);
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
