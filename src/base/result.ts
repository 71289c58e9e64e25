/** An expected ending as a value: either what was asked for, or why not. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** Wraps a value as a success. */
export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

/** Wraps a reason as a failure. */
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });

/** All values in their order, or the first error. */
export function allOf<Value, Failure>(results: readonly Result<Value, Failure>[]): Result<readonly Value[], Failure> {
  const values: Value[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return ok(values);
}
