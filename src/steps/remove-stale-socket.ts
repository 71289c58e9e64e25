import type { World } from '../plan/world.ts';
import { unitIn } from '../plan/world.ts';
import { numberArgument, textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { changes, refused, unchanged } from './outcome.ts';
import { planVerb } from './service.ts';

/**
 * Sets a dead socket file aside and starts the PHP-FPM that should listen there. PHP-FPM would unlink it by itself
 * (fpm_sockets.c); setting it aside first loses nothing and keeps the undo exact. A live socket is never touched: the
 * transaction looks again right before.
 */
export const removeStaleSocket = defineStep({
  name: 'remove_stale_socket',
  summary: 'set a dead socket aside and start the PHP-FPM that should listen there',
  arguments: {},
  plan: ({ world, with: given }) => {
    const path = textArgument(given, 'path');
    const inode = numberArgument(given, 'inode');
    const unit = textArgument(given, 'unit');
    if (path === null || inode === null) return refused('no finding names a dead socket');
    const kind = kindOf(world, path);
    if (kind === 'missing') return unchanged(`${path} is gone`);
    if (kind !== 'socket') return refused(`${path} is not a socket (${kind}), so it isn't removed`);
    if (unit === null) return refused('no unit is known that would make the socket anew');
    const start = planVerb(world, unit, unitIn(world, unit)?.active === 'active' ? 'restart' : 'start');
    if (start.kind !== 'changes') return start;
    return changes(
      { kind: 'remove-socket', summary: `set the dead socket ${path} aside`, path, expect: { inode } },
      ...start.changes,
    );
  },
});

function kindOf({ facts }: World, path: string): string {
  if (facts.paths.state !== 'known') return 'unknown';
  return facts.paths.value.find((each) => each.realPath === path || each.path === path)?.kind ?? 'unknown';
}
