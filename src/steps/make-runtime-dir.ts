import type { ChangeDraft } from '../plan/change.ts';
import { folderExists } from '../plan/world.ts';
import { textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { changes, refused, unchanged } from './outcome.ts';
import { planVerb } from './service.ts';

/** Makes the folder that PHP-FPM's socket belongs in, and starts that PHP-FPM. */
export const makeRuntimeDir = defineStep({
  name: 'make_runtime_dir',
  summary: "make the socket's folder as the package has it and start PHP-FPM",
  arguments: {},
  plan: ({ world, with: given }) => {
    const path = textArgument(given, 'path');
    const owner = textArgument(given, 'owner');
    const group = textArgument(given, 'group');
    const mode = textArgument(given, 'mode');
    const unit = textArgument(given, 'unit');
    if (path === null || owner === null || group === null || mode === null || unit === null) {
      return refused('no finding names the missing folder');
    }
    if (folderExists(world, path)) return unchanged(`${path} exists`);
    const start = planVerb(world, unit, textArgument(given, 'state') === 'restarted' ? 'restart' : 'start');
    if (start.kind === 'refused') return start;
    const summary = `make ${path} (${owner}:${group} ${mode})`;
    const make: ChangeDraft = { kind: 'make-directory', summary, path, owner, group, mode };
    return changes(make, ...(start.kind === 'changes' ? start.changes : []));
  },
});
