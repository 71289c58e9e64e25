import type { Mistake } from '../base/user-error.ts';
import { didYouMean } from '../formats/nearest-word.ts';

/** The mistake of naming a cause that doesn't exist. */
export function unknownCause(cause: string, known: readonly string[]): Mistake {
  const near = didYouMean(cause, known);
  const hint = `${near === null ? '' : `${near} `}\`suture causes\` lists them`;
  return { code: 'unknown-cause', message: `there is no cause ${JSON.stringify(cause)}`, hint };
}
