import type { SshLink } from './connect-ssh.ts';
import { forward } from './forward.ts';
import type { JumpLink } from './jump-link.ts';
import type { SessionError } from './session.ts';

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
