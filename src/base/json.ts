/** Data that survives JSON unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether it is a list; TypeScript's own `Array.isArray` doesn't see that of a readonly one. */
export const isJsonList = (value: readonly Json[] | JsonObject): value is readonly Json[] => Array.isArray(value);

/** JSON of the same data, the same for every order of its keys. */
export function canonicalJson(data: Json): string {
  return JSON.stringify(data, (_key, value: Json) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
