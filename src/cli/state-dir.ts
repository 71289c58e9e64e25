import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { notOurs } from '../transport/own-place.ts';

/**
 * Where runs are kept: the option, $SUTURE_STATE_DIR, root's own place, $XDG_STATE_HOME/suture. Throws a UserError where
 * others could write to it, or lead it elsewhere: what is recorded there says what is done to hosts.
 */
export function stateDir(option: string | undefined): string {
  const folder = usualOr(option);
  for (const place of [folder, join(folder, 'runs'), join(folder, 'open')]) {
    const wrong = notOurs(place);
    if (wrong === null) continue;
    const hint = `take it from them (chown, chmod go-w), or name another with --state-dir`;
    throw new UserError([
      { code: 'state-not-ours', message: `the state folder ${folder} can't be used: ${wrong}`, hint },
    ]);
  }
  return folder;
}

function usualOr(option: string | undefined): string {
  const { SUTURE_STATE_DIR: own, XDG_STATE_HOME: xdg } = process.env;
  if (option !== undefined) return option;
  if (own !== undefined && own !== '') return own;
  if (userInfo().uid === 0) return '/var/lib/suture/runner';
  return join(xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.local', 'state'), 'suture');
}
