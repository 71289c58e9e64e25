import ssh2, { type Client } from 'ssh2';
import { err, ok, type Result } from '../base/result.ts';
import type { SshConnection } from '../inventory/inventory.ts';
import type { AuthOffers } from './auth-offers.ts';
import { createAuthenticator } from './authenticator.ts';
import { boundTraffic } from './bound-traffic.ts';
import { boundedBytes } from './bounded-bytes.ts';
import { checkHostKey } from './host-key-check.ts';
import { knownAs } from './known-as.ts';
import { knownKeyTypes } from './known-hosts.ts';
import { hungUp, notSsh, type ReachStage, reachError, reachTimeout } from './reach-error.ts';
import type { SessionError } from './session.ts';
import { skipHostKeyProof } from './skip-host-key-proof.ts';
import { sshAlgorithms } from './ssh-algorithms.ts';
import type { TransportOptions } from './transport-options.ts';
import type { FailedAttempt } from './try-again.ts';
import { inWholePackets } from './whole-packets.ts';
import { whereIs, type Wire } from './wire.ts';

/** An SSH server, and whom to be there. */
export type SshEnd = Pick<SshConnection, 'host' | 'address' | 'port' | 'user' | 'configured'>;

/** A client that is logged in, and what its bytes go over. */
export interface SshLink {
  readonly client: Client;
  readonly wire: Wire;
  /** To be told of each piece of output that a command printed, in bytes. */
  readonly heard: (bytes: number) => void;
}

const keepaliveMs = 10_000;

/** Logs in over a wire once it is connected; `withinMs` bounds all of it, and nothing stays open when it fails. */
export function connectSsh(
  end: SshEnd,
  wire: Wire,
  offers: AuthOffers,
  options: TransportOptions,
  withinMs: number,
): Promise<Result<SshLink, FailedAttempt>> {
  const { user } = end;
  const known = knownAs(end);
  const where = whereIs(end);
  return new Promise((resolve) => {
    const client = new ssh2.Client();
    const authenticator = createAuthenticator(user, offers);
    const greeting = boundedBytes(1024);
    let stage: ReachStage = wire.connecting ? 'dialing' : 'greeting';
    let hostKeyError: SessionError | null = null;

    const settle = (result: Result<SshLink, FailedAttempt>): void => {
      clearTimeout(timer);
      wire.off('data', readGreeting);
      options.signal?.removeEventListener('abort', interrupted);
      if (!result.ok) wire.destroy();
      resolve(result);
    };
    const fail = (error: SessionError, mayPass = false): void => settle(err({ error, mayPass }));
    const broke = (cause: Error): void => {
      const said = greeting.bytes();
      if (stage === 'greeting' && (said.length === 0 || dropped.test(said.toString('latin1'))))
        fail(hungUp(where), true);
      else if (stage === 'greeting') fail(notSsh(where, said));
      else if (stage === 'login' && /authentication failures|authentication methods failed/i.test(cause.message)) {
        fail(authenticator.refused());
      } else fail(hostKeyError ?? reachError(cause, where, stage));
    };
    const readGreeting = (chunk: Buffer): void => {
      greeting.add(chunk);
      if (stage === 'greeting' && /^SSH-/m.test(greeting.bytes().toString('latin1'))) stage = 'handshake';
    };
    const late = (): void => {
      const said = greeting.bytes();
      if (stage === 'greeting' && said.length > 0) fail(notSsh(where, said));
      else fail(reachTimeout(where, stage, options.connectTimeoutMs));
    };
    const interrupted = (): void =>
      fail({ reason: 'connection-lost', message: `${where}: interrupted while connecting`, hint: null });

    const timer = setTimeout(late, withinMs);
    options.signal?.addEventListener('abort', interrupted);
    if (options.signal?.aborted === true) interrupted();
    wire.once('connect', () => {
      stage = 'greeting';
    });
    client
      .on('ready', () => settle(ok({ client, wire, heard })))
      .on('handshake', () => {
        stage = 'login';
        skipHostKeyProof(client);
      })
      .on('error', (cause) => {
        // An agent that fails, or a key that can't sign, is passed over by ssh2, which then offers the next.
        if (!isPassedOver(cause)) broke(cause);
      })
      .on('close', () => broke(new Error('the host closed it')));
    client.connect({
      sock: inWholePackets(wire),
      username: user,
      ident: 'Suture',
      readyTimeout: 0,
      keepaliveInterval: keepaliveMs,
      keepaliveCountMax: 3,
      algorithms: sshAlgorithms(knownKeyTypes(options.knownHosts, known.address, known.port)),
      authHandler: authenticator.next,
      hostVerifier: (key: Buffer) => {
        const checked = checkHostKey(end, key, options);
        if (!checked.ok) hostKeyError = checked.error;
        return checked.ok;
      },
    });
    // Only now, as listening would let the bytes flow before ssh2 listens too.
    wire.on('data', readGreeting);
    const heard = boundTraffic(wire);
  });
}

const dropped = /^(Exceeded MaxStartups|Not allowed at this time)/;

const isPassedOver = (cause: Error & { level?: string }): boolean =>
  cause.level === 'agent' || /^Error (signing data|while signing) with key/.test(cause.message);
