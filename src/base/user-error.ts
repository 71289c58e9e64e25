import { type Place, showPlace } from './place.ts';

/** One mistake of the operator's: what is wrong, where, and what to write instead. */
export interface Mistake {
  /** Kebab-case, stable: `unknown-key`, `duplicate-host`, … */
  readonly code: string;
  /** One sentence without a final stop. */
  readonly message: string;
  readonly place?: Place;
  readonly hint?: string;
}

/** Thrown for mistakes of the operator's, all of a file's at once; shown without a stack, exit code 2. */
export class UserError extends Error {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map(showMistake).join('\n'));
    this.name = 'UserError';
    this.mistakes = mistakes;
  }
}

/** Renders a mistake as `file:line:column: message`, with the hint on a line of its own. */
export function showMistake({ message, place, hint }: Mistake): string {
  const head = place ? `${showPlace(place)}: ${message}` : message;
  return hint === undefined ? head : `${head}\n  hint: ${hint}`;
}
