import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../base/user-error.ts';
import { causes } from '../../checks/all-checks.ts';
import { causePageText } from '../../report/human/cause-page.ts';
import { EXIT } from '../exit.ts';
import { packageRoot } from '../package-root.ts';
import { pageFor } from '../terminal.ts';
import { unknownCause } from '../unknown-cause.ts';
import { writeOut } from '../write-out.ts';

/** `suture explain CAUSE`: the cause's page, for a terminal. */
export function explain(cause: string): number {
  const known = causes().map(({ cause: id }) => id);
  if (!known.includes(cause)) throw new UserError([unknownCause(cause, known)]);
  const { width, paint } = pageFor({ color: true, verbose: 0 });
  const page = readFileSync(join(packageRoot(), 'docs', 'causes', `${cause}.md`), 'utf8');
  writeOut(causePageText(page, width, paint));
  return EXIT.ok;
}
