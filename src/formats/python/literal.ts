import type { Json } from '../../base/json.ts';
import { stringLiteralAt } from './string-literal.ts';

/** How deep lists and dictionaries may stand in each other. */
const DEEPEST = 90;

const BLANK = /(?:[ \t\f\r\n]|#[^\n]*|\\\r?\n)*/y;
const WORD = /(?:True|False|None)(?![\p{L}\p{N}_])/uy;
const NUMBER =
  /(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:[0-9](?:_?[0-9])*)?\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?|[0-9](?:_?[0-9])*\.?(?:[eE][-+]?[0-9](?:_?[0-9])*)?)(?![\p{L}\p{N}_.])/uy;
const DECIMAL = /^(?:0(?:_?0)*|[1-9](?:_?[0-9])*)$/;

/** Thrown within this file alone: the text is no literal. Made once, since most values of an inventory are none. */
const NO_LITERAL = new Error('no literal');

/** What a literal can begin with. */
const BEGINNING = /^[ \t]*[-+.0-9[({"'TFNbBuUrR\\]/;

/**
 * Reads a Python literal as `ast.literal_eval` does: numbers, texts, True, False, None, lists, tuples (with or without
 * parentheses) and dictionaries. Undefined for any other text, and for what JSON can't hold: complex numbers, sets, integers
 * beyond 2^53.
 */
export function pythonLiteral(text: string): Json | undefined {
  if (!BEGINNING.test(text)) return undefined;
  try {
    return readWhole(text);
  } catch (error) {
    if (error === NO_LITERAL) return undefined;
    throw error;
  }
}

function readWhole(text: string): Json {
  let at = /^[ \t]*/.exec(text)?.[0].length ?? 0;
  if (/[\r\n]/.test(text.charAt(at))) throw NO_LITERAL;

  const skip = (): void => {
    BLANK.lastIndex = at;
    at += BLANK.exec(text)?.[0].length ?? 0;
  };
  const take = (sign: string): boolean => {
    skip();
    if (text.charAt(at) !== sign) return false;
    at += 1;
    return true;
  };
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    at += found?.length ?? 0;
    return found;
  };

  function value(depth: number): Json {
    skip();
    if (depth > DEEPEST) throw NO_LITERAL;
    if (take('[')) return items(']', depth);
    if (take('{')) return dictionary(depth);
    if (take('(')) return inParentheses(depth);
    const sign = text.charAt(at);
    if (sign === '-' || sign === '+') {
      at += 1;
      skip();
      return signed(sign);
    }
    const word = match(WORD);
    if (word !== null) return word === 'None' ? null : word === 'True';
    return strings() ?? number();
  }

  function signed(sign: string): number {
    // literal_eval allows the parentheses of `-(1)`.
    if (take('(')) {
      skip();
      const inner = number();
      if (!take(')')) throw NO_LITERAL;
      return sign === '-' ? -inner : inner;
    }
    const found = number();
    return sign === '-' && found !== 0 ? -found : found;
  }

  /** Texts that follow each other are one. */
  function strings(): string | null {
    let whole: string | null = null;
    for (let next = stringLiteralAt(text, at); next !== null; next = stringLiteralAt(text, at)) {
      whole = (whole ?? '') + next.value;
      at = next.end;
      skip();
    }
    return whole;
  }

  function number(): number {
    const found = match(NUMBER);
    const plain = found?.replaceAll('_', '') ?? '';
    const isInteger = /^[0-9]+$/.test(plain) || /^0[xXoObB]/.test(plain);
    if (found === null || (/^[0-9_]+$/.test(found) && !DECIMAL.test(found))) throw NO_LITERAL;
    const result = Number(plain);
    if (!Number.isFinite(result) || (isInteger && !Number.isSafeInteger(result))) throw NO_LITERAL;
    return result;
  }

  function items(end: string, depth: number): Json[] {
    const found: Json[] = [];
    while (!take(end)) {
      found.push(value(depth + 1));
      if (!take(',')) {
        if (!take(end)) throw NO_LITERAL;
        break;
      }
    }
    return found;
  }

  function inParentheses(depth: number): Json {
    if (take(')')) return [];
    const first = value(depth + 1);
    if (take(')')) return first;
    if (!take(',')) throw NO_LITERAL;
    return [first, ...items(')', depth)];
  }

  function dictionary(depth: number): Json {
    const entries: [string, Json][] = [];
    while (!take('}')) {
      const key = keyText(value(depth + 1));
      if (!take(':')) throw NO_LITERAL;
      entries.push([key, value(depth + 1)]);
      if (!take(',')) {
        if (!take('}')) throw NO_LITERAL;
        break;
      }
    }
    return Object.fromEntries(entries);
  }

  const first = value(0);
  const bare: Json[] = [];
  let isTuple = false;
  while (take(',')) {
    isTuple = true;
    skip();
    if (at < text.length) bare.push(value(1));
  }
  skip();
  if (at < text.length) throw NO_LITERAL;
  return isTuple ? [first, ...bare] : first;
}

/** A key as Python's JSON has it. */
function keyText(key: Json): string {
  if (typeof key === 'object' && key !== null) throw NO_LITERAL;
  return String(key);
}
