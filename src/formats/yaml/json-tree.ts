import type { YamlEntry, YamlNode } from './node.ts';

const BLANKS = /[ \t\r\n]*/y;
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y;
const WORD = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const DEEPEST = 500;

/**
 * Reads a text that is JSON from its first to its last sign, which YAML reads otherwise in places (tabs, `1e3`). Null for
 * any other text, and for a key that comes twice: the YAML parser has words for what is wrong with it.
 */
export function parseJsonTree(text: string): YamlNode | null {
  if (!/^[\uFEFF \t\r\n]*[{[]/.test(text)) return null;
  let at = text.startsWith('\uFEFF') ? 1 : 0;

  const skip = (): void => {
    BLANKS.lastIndex = at;
    at += BLANKS.exec(text)?.[0].length ?? 0;
  };
  const take = (sign: string): boolean => {
    skip();
    if (text.charAt(at) !== sign) return false;
    at += 1;
    return true;
  };
  const scalar = (pattern: RegExp): YamlNode | null => {
    skip();
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    const value = found === undefined ? undefined : parsed(found);
    if (found === undefined || value === undefined) return null;
    const offset = at;
    at += found.length;
    return { kind: 'scalar', offset, size: 1, value };
  };

  function node(depth: number): YamlNode | null {
    const isDeep = depth > DEEPEST;
    skip();
    const offset = at;
    if (take('{')) return isDeep ? null : map(offset, depth);
    if (take('[')) return isDeep ? null : list(offset, depth);
    return scalar(TEXT) ?? scalar(WORD);
  }

  function list(offset: number, depth: number): YamlNode | null {
    const items: YamlNode[] = [];
    for (let isDone = take(']'); !isDone; isDone = take(']')) {
      if (items.length > 0 && !take(',')) return null;
      const item = node(depth + 1);
      if (item === null) return null;
      items.push(item);
    }
    return { kind: 'list', offset, items, size: 1 + items.reduce((sum, { size }) => sum + size, 0) };
  }

  function map(offset: number, depth: number): YamlNode | null {
    const entries = new Map<string, YamlEntry>();
    for (let isDone = take('}'); !isDone; isDone = take('}')) {
      if (entries.size > 0 && !take(',')) return null;
      const key = scalar(TEXT);
      if (key?.kind !== 'scalar' || typeof key.value !== 'string' || entries.has(key.value) || !take(':')) return null;
      const value = node(depth + 1);
      if (value === null) return null;
      entries.set(key.value, { name: key.value, key, value });
    }
    const all = [...entries.values()];
    return { kind: 'map', offset, entries: all, size: 1 + all.reduce((sum, { value }) => sum + value.size, 0) };
  }

  const root = node(0);
  skip();
  return at < text.length ? null : root;
}

/** A text or a word of JSON; undefined where its escapes are wrong, or the number is too large to be kept exactly. */
function parsed(text: string): string | number | boolean | null | undefined {
  try {
    const value = JSON.parse(text) as string | number | boolean | null;
    const isInexact = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
    return isInexact ? text : value;
  } catch {
    return undefined;
  }
}
