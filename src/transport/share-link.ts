import type { SshLink } from './connect-ssh.ts';
import { forward } from './forward.ts';
import type { JumpLink } from './jump-link.ts';
import type { SessionError } from './session.ts';
import { closeWhenIdle } from './sharing.ts';

/** Makes a jump host's login one that hosts share; it ends when nobody has used it for a moment, then `ended` is told. */
export function shareLink(name: string, { client, wire, heard }: SshLink, ended: () => void): JumpLink {
  let lost: SessionError | null = null;
  const lose = (why: string): void => {
    if (lost !== null) return;
    lost = { reason: 'connection-lost', message: `the connection to ${name} was lost: ${why}`, hint: null };
    stop();
    ended();
  };
  const { take, release, stop } = closeWhenIdle(() => {
    lose('nobody used it any more');
    client.end();
    wire.destroySoon();
    setTimeout(() => wire.destroy(), 1_000).unref();
  });
  client.on('error', (cause: Error) => lose(cause.message));
  wire.prependListener('end', () => lose('it closed it'));
  wire.prependListener('close', () => lose('it closed'));
  const lostBecause = (): SessionError | null => lost;
  return {
    forward: (to, withinMs) => forward({ name, client, heard, lostBecause }, to, withinMs),
    lostBecause,
    take,
    release,
  };
}
