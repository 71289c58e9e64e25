import { connect } from 'node:net';
import { err, type Result } from '../base/result.ts';
import type { AuthOffers } from './auth-offers.ts';
import { connectSsh, type SshEnd, type SshLink } from './connect-ssh.ts';
import type { JumpLink } from './jump-link.ts';
import type { SessionError } from './session.ts';
import type { TransportOptions } from './transport-options.ts';
import { type FailedAttempt, tryAgain } from './try-again.ts';

/** Dials and logs in. */
export const logIn = (
  end: SshEnd,
  through: JumpLink | null,
  offers: AuthOffers,
  options: TransportOptions,
): Promise<Result<SshLink, SessionError>> =>
  tryAgain(options, (withinMs) => tryOnce(end, through, offers, options, withinMs));

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
