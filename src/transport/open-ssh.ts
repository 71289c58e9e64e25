import { setTimeout as delay } from 'node:timers/promises';
import { err, ok, type Result } from '../base/result.ts';
import type { SshConnection } from '../inventory/inventory.ts';
import { gatherOffers } from './auth-offers.ts';
import { connectSsh, type SshLink } from './connect-ssh.ts';
import { hostOver } from './host-over.ts';
import type { OpenHost, SessionError } from './session.ts';
import { sshStarter } from './ssh-process.ts';
import type { TransportOptions } from './transport-options.ts';

const attempts = 4;

/** Opens a host over SSH; a server too busy to greet is tried again, all within the one deadline. */
export async function openSsh(
  connection: SshConnection,
  options: TransportOptions,
): Promise<Result<OpenHost, SessionError>> {
  // Before the clock starts, as a person may have to type a passphrase.
  const offers = await gatherOffers(connection, options);
  if (!offers.ok) return offers;
  const deadline = performance.now() + options.connectTimeoutMs;
  for (let attempt = 1; ; attempt += 1) {
    const linked = await connectSsh(connection, offers.value, options, deadline - performance.now());
    if (linked.ok) return ok(hostOverSsh(connection, linked.value));
    // Apart from each other, or all the hosts behind one busy sshd would come back at once.
    const pause = (100 + Math.random() * 400) * attempt;
    const inTime = performance.now() + pause < deadline && options.signal?.aborted !== true;
    if (!linked.error.mayPass || attempt === attempts || !inTime) return err(linked.error.error);
    await delay(pause);
  }
}

function hostOverSsh(connection: SshConnection, { client, socket, heard }: SshLink): OpenHost {
  let lost: SessionError | null = null;
  const lose = (why: string): void => {
    lost ??= { reason: 'connection-lost', message: `the connection to the host was lost: ${why}`, hint: null };
  };
  client.on('error', (cause: Error) => lose(cause.message));
  // The socket tells first, before ssh2 closes the channels that were open on it.
  socket.prependListener('end', () => lose('the host closed it'));
  socket.prependListener('close', () => lose('it closed'));
  return hostOver(connection.host, connection.become, sshStarter({ client, heard, lostBecause: () => lost }), () => {
    client.end();
    // A dead peer never answers the goodbye, and a hostile one may not even take it; nothing is left to wait for.
    socket.destroySoon();
    setTimeout(() => socket.destroy(), 1_000).unref();
  });
}
