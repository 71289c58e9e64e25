import type { Result } from '../base/result.ts';
import type { SshLink } from './connect-ssh.ts';
import { forward } from './forward.ts';
import type { SessionError } from './session.ts';
import type { Wire } from './wire.ts';

/** An open way through a jump host, which many hosts share. */
export interface JumpLink {
  /** Has the jump host connect to what lies behind it. */
  readonly forward: (
    to: { readonly address: string; readonly port: number },
    withinMs: number,
  ) => Promise<Result<Wire, SessionError>>;
  /** Why the jump host was lost; null while it isn't. */
  readonly lostBecause: () => SessionError | null;
  /** To be called by each who uses it, before and after. */
  readonly take: () => void;
  readonly release: () => void;
}

/** The ways through jump hosts that a run has open, or tries to open, by all the hops that they take. */
export type JumpLinks = Map<string, Promise<Result<JumpLink, SessionError>>>;

const IDLE_MS = 100;

/** Makes a jump host's login one that hosts share; it ends when nobody has used it for a moment, then `ended` is told. */
export function shareLink(name: string, { client, wire, heard }: SshLink, ended: () => void): JumpLink {
  let lost: SessionError | null = null;
  let users = 0;
  let idle: NodeJS.Timeout | undefined;
  const lose = (why: string): void => {
    if (lost !== null) return;
    lost = { reason: 'connection-lost', message: `the connection to ${name} was lost: ${why}`, hint: null };
    clearTimeout(idle);
    ended();
  };
  client.on('error', (cause: Error) => lose(cause.message));
  wire.prependListener('end', () => lose('it closed it'));
  wire.prependListener('close', () => lose('it closed'));
  const close = (): void => {
    lose('nobody used it any more');
    client.end();
    wire.destroySoon();
    setTimeout(() => wire.destroy(), 1_000).unref();
  };
  // Not at once: of a fleet of one fork, the next host comes in a moment.
  const rest = (): void => {
    clearTimeout(idle);
    if (users === 0 && lost === null) idle = setTimeout(close, IDLE_MS);
  };
  const lostBecause = (): SessionError | null => lost;
  rest();
  return {
    forward: (to, withinMs) => forward({ name, client, heard, lostBecause }, to, withinMs),
    lostBecause,
    take: () => {
      users += 1;
      clearTimeout(idle);
    },
    release: () => {
      users -= 1;
      rest();
    },
  };
}
