import { ok, type Result } from '../base/result.ts';
import type { Connection, SshConnection } from '../inventory/inventory.ts';
import { needsOpenSsh } from './needs-openssh.ts';
import type { OpenHost, SessionError } from './session.ts';
import type { TransportOptions } from './transport-options.ts';

/** Opens a host by whichever way its inventory entry names; what can't be reached is a value, never a throw. */
export async function openHost(
  connection: Connection,
  options: TransportOptions,
): Promise<Result<OpenHost, SessionError>> {
  switch (connection.kind) {
    case 'ssh':
      return openOverSsh(connection, options);
    case 'local': {
      const { openLocal } = await import('./open-local.ts');
      return ok(openLocal(connection));
    }
  }
}

async function openOverSsh(
  connection: SshConnection,
  options: TransportOptions,
): Promise<Result<OpenHost, SessionError>> {
  if (needsOpenSsh(connection, options)) {
    const { openOpenSsh } = await import('./openssh/open-openssh.ts');
    const opened = await openOpenSsh(connection, options);
    const isWithoutSsh = !opened.ok && opened.error.reason === 'ssh-missing';
    if (connection.client === 'openssh' || !isWithoutSsh) return opened;
  }
  // Loading ssh2 takes 40 ms, which `--version` and `--local` don't have to pay.
  const { openSsh } = await import('./open-ssh.ts');
  const opened = await openSsh(connection, options);
  if (opened.ok || connection.client === 'ssh2' || connection.password !== null) return opened;
  const { openInstead } = await import('./openssh/instead.ts');
  return openInstead(connection, options, opened.error);
}
