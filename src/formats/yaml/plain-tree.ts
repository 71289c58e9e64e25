import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './node.ts';
import { resolvePlain } from './plain-scalar.ts';

const LINE = /^( *)(\w[\w.\-/[\]:]*?):(?: +(.*))?$/;
const NOTHING = /^ *(?:#.*)?$/;
const PLAIN = /^(?:[A-Za-z0-9_./~+]|-\w)[ -"$-~]*$/;
const QUOTED = /^(?:"([ !#-[\]-~]*)"|'([ -&(-~]*)')$/;
const FLAT_MAP = /^\{ *\w[\w.-]*: +[\w/][\w./-]* *(?:, *\w[\w.-]*: +[\w/][\w./-]* *)*\}$/;
const FLAT_ENTRY = /(\w[\w.-]*): +([\w/][\w./-]*)/g;

/** A line that has a key, and perhaps a value. */
interface Line {
  readonly indent: number;
  readonly name: string;
  readonly offset: number;
  readonly rest: string;
  readonly restOffset: number;
}

/**
 * Reads what most inventories are: mappings of plain words, an entry a line. It takes a tenth of what the whole parser does,
 * which makes out of ten thousand hosts a second of CPU. Null for a text that has anything more, or anything wrong.
 */
export function parsePlainTree(text: string): YamlMap | null {
  const lines = linesOf(text);
  const [first] = lines ?? [];
  if (lines === null || first === undefined) return null;
  const read = readMap(lines, 0, first.indent);
  return read?.next === lines.length ? read.map : null;
}

function linesOf(text: string): readonly Line[] | null {
  const lines: Line[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const offset = start;
    start += line.length + 1;
    if (NOTHING.test(line) || (line === '---' && lines.length === 0)) continue;
    const [, blanks, name, after = ''] = LINE.exec(line) ?? [];
    if (blanks === undefined || name === undefined) return null;
    const comment = /(?:^| +)#.*$/.exec(after);
    const rest = (comment === null ? after : after.slice(0, comment.index)).trimEnd();
    const indent = blanks.length;
    lines.push({ indent, name, offset: offset + indent, rest, restOffset: offset + line.length - after.length });
  }
  return lines;
}

/** The entries from a line on that are indented as far, those below each with it. */
function readMap(
  lines: readonly Line[],
  from: number,
  indent: number,
): { readonly map: YamlMap; readonly next: number } | null {
  const entries = new Map<string, YamlEntry>();
  let next = from;
  for (let line = lines[next]; line !== undefined && line.indent >= indent; line = lines[next]) {
    if (line.indent > indent || entries.has(line.name)) return null;
    const key = scalar(line.name, line.offset);
    const below = lines[next + 1];
    const isParent = below !== undefined && below.indent > indent;
    const inner = isParent ? readMap(lines, next + 1, below.indent) : null;
    const value = isParent ? (line.rest === '' ? inner?.map : null) : valueOf(line.rest, line.restOffset);
    if (value === null || value === undefined) return null;
    entries.set(line.name, { name: line.name, key, value });
    next = inner?.next ?? next + 1;
  }
  return { map: asMap([...entries.values()], lines[from]?.offset ?? 0), next };
}

function valueOf(rest: string, offset: number): YamlNode | null {
  const [quoted, double, single] = QUOTED.exec(rest) ?? [];
  if (quoted !== undefined) return { kind: 'scalar', offset, size: 1, value: double ?? single ?? '' };
  if (FLAT_MAP.test(rest)) return flatMap(rest, offset);
  return rest === '' || (PLAIN.test(rest) && !/:(?: |$)/.test(rest)) ? scalar(rest, offset) : null;
}

function flatMap(text: string, offset: number): YamlMap | null {
  const entries = [...text.matchAll(FLAT_ENTRY)].map(({ 0: whole, 1: name = '', 2: value = '', index }): YamlEntry => {
    const at = offset + index;
    return { name, key: scalar(name, at), value: scalar(value, at + whole.length - value.length) };
  });
  const isUnique = new Set(entries.map(({ name }) => name)).size === entries.length;
  return isUnique ? asMap(entries, offset) : null;
}

const scalar = (text: string, offset: number): YamlScalar => ({
  kind: 'scalar',
  offset,
  size: 1,
  value: resolvePlain(text),
});

const asMap = (entries: readonly YamlEntry[], offset: number): YamlMap => ({
  kind: 'map',
  offset,
  entries,
  size: entries.reduce((sum, { value }) => sum + value.size, 1),
});
