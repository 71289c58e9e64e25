import { folderExists } from '../plan/world.ts';
import { textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { folderToMake } from './folder-to-make.ts';
import { changes, refused, unchanged } from './outcome.ts';
import { planVerb } from './service.ts';

/** Makes the folder that PHP-FPM's socket belongs in, and starts that PHP-FPM. */
export const makeRuntimeDir = defineStep({
  name: 'make_runtime_dir',
  summary: "make the socket's folder as the package has it and start PHP-FPM",
  arguments: {},
  plan: ({ world, with: given }) => {
    const folder = folderToMake(given);
    if (folder === null) return refused('no finding names the missing folder');
    const { make, path, unit } = folder;
    if (folderExists(world, path)) return unchanged(`${path} exists`);
    const start = planVerb(world, unit, textArgument(given, 'state') === 'restarted' ? 'restart' : 'start');
    if (start.kind === 'refused') return start;
    return changes(make, ...(start.kind === 'changes' ? start.changes : []));
  },
});
