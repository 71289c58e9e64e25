import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../base/user-error.ts';
import { causes } from '../../checks/all-checks.ts';
import { nearestWord } from '../../formats/nearest-word.ts';
import { EXIT } from '../exit.ts';
import { packageRoot } from '../package-root.ts';
import { pageFor } from '../terminal.ts';

/** `suture explain CAUSE`: the cause's page, for a terminal. */
export function explain(cause: string): number {
  const known = causes().map(({ cause: id }) => id);
  if (!known.includes(cause)) throw new UserError([unknownCause(cause, known)]);
  const { paint } = pageFor({ color: true, verbose: 0 });
  const page = readFileSync(join(packageRoot(), 'docs', 'causes', `${cause}.md`), 'utf8');
  const lines = page.split('\n').map((line) => (/^#+ /.test(line) ? paint('bold', line.replace(/^#+ /, '')) : line));
  process.stdout.write(lines.join('\n'));
  return EXIT.ok;
}

function unknownCause(cause: string, known: readonly string[]) {
  const near = nearestWord(cause, known);
  const hint = near === null ? '`suture causes` lists them' : `did you mean ${near}? \`suture causes\` lists them all`;
  return { code: 'unknown-cause', message: `Suture knows no cause ${JSON.stringify(cause)}`, hint };
}
