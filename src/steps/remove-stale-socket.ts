import type { PathState } from '../facts/file.ts';
import { isListenedOn, pathIn, unitIn } from '../plan/world.ts';
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
    const found = pathIn(world, path);
    if (found === null) return refused(`what stands at ${path} isn't known`);
    if (found.kind === 'missing') return unchanged(`${path} is gone`);
    if (found.kind !== 'socket') return refused(`${path} is ${NAMES[found.kind]}, not a socket, so it isn't removed`);
    if (isListenedOn(world, path)) return unchanged(`somebody listens on ${path} again`);
    if (unit === null) return refused('no unit is known that would make the socket anew');
    const start = planVerb(world, unit, unitIn(world, unit)?.active === 'active' ? 'restart' : 'start');
    if (start.kind !== 'changes') return start;
    return changes({ kind: 'remove-socket', path, expect: { inode } }, ...start.changes);
  },
});

const NAMES: Readonly<Record<Exclude<PathState['kind'], 'socket' | 'missing'>, string>> = {
  file: 'a file',
  directory: 'a folder',
  other: 'something else',
};
