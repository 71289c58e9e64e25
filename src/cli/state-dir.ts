import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where runs are kept: the option, $SUTURE_STATE_DIR, root's own place, $XDG_STATE_HOME/suture. */
export function stateDir(option: string | undefined): string {
  const { SUTURE_STATE_DIR: own, XDG_STATE_HOME: xdg } = process.env;
  if (option !== undefined) return option;
  if (own !== undefined && own !== '') return own;
  if (userInfo().uid === 0) return '/var/lib/suture/runner';
  return join(xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.local', 'state'), 'suture');
}
