import { draftFpmGate } from '../plan/drafts.ts';
import { folderExists } from '../plan/world.ts';
import { textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { folderToMake } from './folder-to-make.ts';
import { changes, refused, unchanged } from './outcome.ts';
import { planVerb } from './service.ts';

/** Makes the folder that PHP-FPM opens a log in; then its own test must pass, and it is started where it is down. */
export const makeLogDir = defineStep({
  name: 'make_log_dir',
  summary: "make the folder of PHP-FPM's log as the package has it; start PHP-FPM where it is down",
  arguments: {},
  plan: ({ world, with: given }) => {
    const folder = folderToMake(given);
    if (folder === null) return refused('no finding names the missing folder');
    const { make, path, unit } = folder;
    if (folderExists(world, path)) return unchanged(`${path} exists`);
    if (textArgument(given, 'state') === 'running') return changes(make, draftFpmGate(world, unit));
    const start = planVerb(world, unit, 'start');
    if (start.kind === 'refused') return start;
    return changes(make, ...(start.kind === 'changes' ? start.changes : []));
  },
});
