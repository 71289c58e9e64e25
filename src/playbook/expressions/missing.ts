import type { Json, JsonObject } from '../../base/json.ts';

/** A word that isn't there, and those that are. */
interface Missing {
  readonly message: string;
  readonly word: string;
  readonly known: readonly string[];
}

/**
 * The first word of a path that the names don't have, unless the expression is prepared to miss it. What isn't a mapping
 * is followed no further: texts and lists have attributes of their own.
 */
export function missingIn(names: JsonObject, path: readonly string[], guarded: readonly string[]): Missing | null {
  let value: Json = names;
  for (const [index, word] of path.entries()) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const entries = value as JsonObject;
    if (!Object.hasOwn(entries, word)) {
      if (guarded.includes(path.slice(0, index + 1).join('.'))) return null;
      const known = Object.keys(entries);
      return { message: `\`${path.slice(0, index + 1).join('.')}\` is not defined`, word, known };
    }
    value = entries[word] ?? null;
  }
  return null;
}
