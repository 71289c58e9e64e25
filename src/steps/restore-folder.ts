import { folderIn } from '../plan/world.ts';
import { textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { changes, refused, unchanged } from './outcome.ts';

/** Gives a folder on the way to a socket, or one of nginx's own, the owner, group and mode that it should have. */
export const restoreFolder = defineStep({
  name: 'restore_folder',
  summary:
    "give a folder on the way to PHP-FPM's socket, or one of nginx's own, the owner and mode that it should have",
  arguments: {},
  plan: ({ world, with: given }) => {
    const path = textArgument(given, 'path');
    const owner = textArgument(given, 'owner');
    const group = textArgument(given, 'group');
    const mode = textArgument(given, 'mode');
    if (path === null || owner === null || group === null || mode === null) return refused('no finding names a folder');
    if (!/^[0-7]{4}$/.test(mode)) return refused(`${mode} is no mode of four octal digits`);
    if ((parseInt(mode, 8) & 0o1002) === 0o0002)
      return refused(`${mode} would let everybody replace what is in ${path}`);
    const folder = folderIn(world, path);
    if (folder === null) return refused(`there is no folder ${path}, as far as is known`);
    const expect = { owner: folder.owner, group: folder.group, mode: folder.mode };
    const after = { owner, group, mode };
    if (expect.owner === owner && expect.group === group && expect.mode === mode)
      return unchanged(`${path} has it so already`);
    return changes({ kind: 'set-attributes', path, expect, after });
  },
});
