import { causes as allCauses } from '../../checks/all-checks.ts';
import { EXIT } from '../exit.ts';
import { writeOut } from '../write-out.ts';

/** What `causes` takes. */
export interface CausesOptions {
  readonly output: 'human' | 'json';
}

/** `suture causes`: what can be named, how far its remedy may go, and what it is called. */
export function causes({ output }: CausesOptions): number {
  const all = allCauses();
  if (output === 'json') {
    // `cause` is the name that findings have for it; `id` is what a list is asked for.
    writeOut(
      `${JSON.stringify(
        all.map(({ cause, ...rest }) => ({ id: cause, cause, ...rest })),
        null,
        2,
      )}\n`,
    );
    return EXIT.ok;
  }
  const width = Math.max(...all.map(({ cause }) => cause.length));
  for (const { cause, level, title } of all) writeOut(`${cause.padEnd(width)}  ${level.padEnd(8)}  ${title}\n`);
  return EXIT.ok;
}
