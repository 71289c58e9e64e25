import { ok, type Result } from '../base/result.ts';
import type { SshConnection } from '../inventory/inventory.ts';
import { gatherOffers } from './auth-offers.ts';
import type { SshLink } from './connect-ssh.ts';
import { hostOver } from './host-over.ts';
import type { JumpLink } from './jump-link.ts';
import { logIn } from './log-in.ts';
import type { OpenHost, SessionError } from './session.ts';
import { sshStarter } from './ssh-process.ts';
import { throughJumps } from './through-jumps.ts';
import type { TransportOptions } from './transport-options.ts';

/**
 * Opens a host over SSH by a login of its own. Jump hosts are shared, so a second one proves that the host can still be
 * reached from the last of them: no change to the host can close the way up to there.
 */
export async function openSsh(
  connection: SshConnection,
  options: TransportOptions,
): Promise<Result<OpenHost, SessionError>> {
  // Before the clock starts, as a person may have to type a passphrase.
  const offers = await gatherOffers(connection, options);
  if (!offers.ok) return offers;
  const way = await throughJumps(connection.jumps, options);
  if (!way.ok) return way;
  const linked = await logIn(connection, way.value, offers.value, options);
  if (linked.ok) return ok(hostOverSsh(connection, linked.value, way.value));
  way.value?.release();
  return linked;
}

function hostOverSsh(connection: SshConnection, { client, wire, heard }: SshLink, way: JumpLink | null): OpenHost {
  let lost: SessionError | null = null;
  const lose = (why: string): void => {
    lost ??= way?.lostBecause() ?? {
      reason: 'connection-lost',
      message: `the connection to the host was lost: ${why}`,
      hint: null,
    };
  };
  client.on('error', (cause: Error) => lose(cause.message));
  // The wire tells first, before ssh2 closes the channels that were open on it.
  wire.prependListener('end', () => lose('the host closed it'));
  wire.prependListener('close', () => lose('it closed'));
  let isOpen = true;
  return hostOver(connection.host, connection.become, sshStarter({ client, heard, lostBecause: () => lost }), () => {
    client.end();
    // A dead peer never answers the goodbye, and a hostile one may not even take it; nothing is left to wait for.
    wire.destroySoon();
    setTimeout(() => wire.destroy(), 1_000).unref();
    if (isOpen) way?.release();
    isOpen = false;
  });
}
