/** What is found at a path of keys and indexes, or the first thing in a text that isn't JSON; offsets in UTF-16 units. */
export interface Found {
  readonly kind: 'value' | 'broken';
  readonly offset: number;
}

const TOKEN =
  /[ \t\r\n]*(?:("(?:[^"\\\0-\x1f]|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([{}[\],:]))/y;

/** No file of ours nests deeper; beyond it the place is told where the nesting becomes too deep. */
const DEEPEST = 100;

/** Finds where the value at a path begins, or what encloses it where there is none, or where the text stops being JSON. */
export function findInJson(text: string, path: readonly string[]): Found {
  let at = 0;
  let best = { depth: -1, offset: 0 };

  const start = (): number => at + (/[ \t\r\n]*/y.exec(text.slice(at, at + 1000))?.[0].length ?? 0);
  const next = (): string | null => {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return null;
    at = TOKEN.lastIndex;
    return match[1] ?? match[2] ?? match[3] ?? null;
  };
  const peek = (): string | null => {
    const before = at;
    const token = next();
    at = before;
    return token;
  };
  const take = (wanted: string): boolean => {
    const before = at;
    if (next() === wanted) return true;
    at = before;
    return false;
  };

  /** `onPath` tells how many keys of the path lead here; null off the path. */
  function value(onPath: number | null, depth: number): boolean {
    if (onPath !== null && onPath > best.depth) best = { depth: onPath, offset: start() };
    if (depth > DEEPEST) return false;
    const inside = (key: string): number | null => (onPath !== null && path[onPath] === key ? onPath + 1 : null);
    if (take('{')) return list('}', () => member(inside, depth));
    if (take('[')) {
      let index = -1;
      return list(']', () => value(inside(String((index += 1))), depth + 1));
    }
    const token = peek();
    return token !== null && !/^[}\]:,]/.test(token) && next() !== null;
  }

  function member(inside: (key: string) => number | null, depth: number): boolean {
    const key = peek();
    if (key?.startsWith('"') !== true) return false;
    next();
    return take(':') && value(inside(JSON.parse(key) as string), depth + 1);
  }

  function list(end: string, item: () => boolean): boolean {
    if (take(end)) return true;
    do {
      if (!item()) return false;
    } while (take(','));
    return take(end);
  }

  const whole = value(0, 0) && text.slice(at).trim() === '';
  return whole ? { kind: 'value', offset: best.offset } : { kind: 'broken', offset: start() };
}
