import { ok, type Result } from '../base/result.ts';
import type { Connection } from '../inventory/inventory.ts';
import type { OpenHost, SessionError } from './session.ts';
import type { TransportOptions } from './transport-options.ts';

/** Opens a host by whichever way its inventory entry names; what can't be reached is a value, never a throw. */
export async function openHost(
  connection: Connection,
  options: TransportOptions,
): Promise<Result<OpenHost, SessionError>> {
  switch (connection.kind) {
    case 'ssh': {
      // Loading ssh2 takes 40 ms, which `--version` and `--local` don't have to pay.
      const { openSsh } = await import('./open-ssh.ts');
      return openSsh(connection, options);
    }
    case 'local': {
      const { openLocal } = await import('./open-local.ts');
      return ok(openLocal(connection));
    }
  }
}
