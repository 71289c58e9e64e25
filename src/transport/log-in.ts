import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { err, type Result } from '../base/result.ts';
import type { AuthOffers } from './auth-offers.ts';
import { connectSsh, type FailedAttempt, type SshEnd, type SshLink } from './connect-ssh.ts';
import type { JumpLink } from './jump-link.ts';
import type { SessionError } from './session.ts';
import type { TransportOptions } from './transport-options.ts';

const attempts = 4;

/** Dials and logs in; a server too busy to greet is tried again, all within the one deadline. */
export async function logIn(
  end: SshEnd,
  through: JumpLink | null,
  offers: AuthOffers,
  options: TransportOptions,
): Promise<Result<SshLink, SessionError>> {
  const deadline = performance.now() + options.connectTimeoutMs;
  for (let attempt = 1; ; attempt += 1) {
    const linked = await tryOnce(end, through, offers, options, deadline - performance.now());
    if (linked.ok) return linked;
    // Apart from each other, or all the hosts behind one busy sshd would come back at once.
    const pause = (100 + Math.random() * 400) * attempt;
    const inTime = performance.now() + pause < deadline && options.signal?.aborted !== true;
    if (!linked.error.mayPass || attempt === attempts || !inTime) return err(linked.error.error);
    await delay(pause);
  }
}

async function tryOnce(
  end: SshEnd,
  through: JumpLink | null,
  offers: AuthOffers,
  options: TransportOptions,
  withinMs: number,
): Promise<Result<SshLink, FailedAttempt>> {
  if (through === null) {
    const socket = connect({ host: end.address, port: end.port, noDelay: true });
    return connectSsh(end, socket, offers, options, withinMs);
  }
  const until = performance.now() + withinMs;
  const forwarded = await through.forward(end, withinMs);
  if (!forwarded.ok) return err({ error: forwarded.error, mayPass: false });
  return connectSsh(end, forwarded.value, offers, options, until - performance.now());
}
