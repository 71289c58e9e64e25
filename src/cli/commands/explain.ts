import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../base/user-error.ts';
import { causes } from '../../checks/all-checks.ts';
import { EXIT } from '../exit.ts';
import { packageRoot } from '../package-root.ts';
import { paintFor } from '../terminal.ts';
import { unknownCause } from '../unknown-cause.ts';
import { writeOut } from '../write-out.ts';

/** `suture explain CAUSE`: the cause's page, for a terminal. */
export function explain(cause: string): number {
  const known = causes().map(({ cause: id }) => id);
  if (!known.includes(cause)) throw new UserError([unknownCause(cause, known)]);
  const paint = paintFor(true);
  const page = readFileSync(join(packageRoot(), 'docs', 'causes', `${cause}.md`), 'utf8');
  const lines = page.split('\n').map((line) => (/^#+ /.test(line) ? paint('bold', line.replace(/^#+ /, '')) : line));
  writeOut(lines.join('\n'));
  return EXIT.ok;
}
