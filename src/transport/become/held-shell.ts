import type { Become } from '../../inventory/inventory.ts';
import type { Answer, SessionError } from '../session.ts';
import { programOf } from './become-methods.ts';

/** Why a shell that was ready could then start no program at all, not even the one that reads the script; null where it could. */
export function heldShell(become: Become | null, { exitCode, stdout, stderr }: Answer): SessionError | null {
  if (become === null || exitCode !== 126 || stdout.length > 0 || !/^sh: .*permission denied/im.test(stderr))
    return null;
  return {
    reason: 'become-refused',
    message: `${programOf(become)} became ${become.user}, who may start no program there: ${stderr.trim().split('\n').at(-1) ?? ''}`,
    hint: 'sudoers sets noexec; exempt this user from it: `Defaults:USER !noexec`, or `EXEC:` in the rule',
  };
}
