import { ok, type Result } from '../../base/result.ts';
import type { SshConnection } from '../../inventory/inventory.ts';
import { hostOver } from '../host-over.ts';
import type { OpenHost, SessionError } from '../session.ts';
import type { TransportOptions } from '../transport-options.ts';
import { logInOpenSsh } from './log-in-openssh.ts';
import type { Master } from './master.ts';
import type { OpenSshJump } from './openssh-jump.ts';
import { openSshStarter } from './openssh-process.ts';
import { throughOpenSshJumps } from './through-openssh-jumps.ts';
import { lastWords } from './what-ssh-said.ts';

/** Opens a host by the system's `ssh`: one login of its own, over which its sessions go; jump hosts are shared. */
export async function openOpenSsh(
  connection: SshConnection,
  options: TransportOptions,
): Promise<Result<OpenHost, SessionError>> {
  const way = await throughOpenSshJumps(connection.jumps, options);
  if (!way.ok) return way;
  const loggedIn = await logInOpenSsh(connection, way.value, options);
  if (loggedIn.ok) return ok(hostOverMaster(connection, loggedIn.value, way.value));
  way.value?.release();
  return loggedIn;
}

function hostOverMaster({ host, become }: SshConnection, master: Master, way: OpenSshJump | null): OpenHost {
  let isOpen = true;
  const lostBecause = (): SessionError | null => {
    if (!master.hasEnded()) return null;
    const message = `the connection to the host was lost: ${lastWords(master.said())}`;
    return way?.lostBecause() ?? { reason: 'connection-lost', message, hint: null };
  };
  return hostOver(host, become, openSshStarter(master, lostBecause), () => {
    master.close();
    if (isOpen) way?.release();
    isOpen = false;
  });
}
