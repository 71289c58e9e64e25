import type { Client, ClientChannel } from 'ssh2';
import { err, ok, type Result } from '../base/result.ts';
import { jumpRefusal } from './jump-refusal.ts';
import type { SessionError } from './session.ts';
import { whereIs, type Wire } from './wire.ts';

/** A jump host that is logged in. */
export interface JumpServer {
  readonly name: string;
  readonly client: Client;
  /** Told of each piece that came through for a host, in bytes. */
  readonly heard: (bytes: number) => void;
  readonly lostBecause: () => SessionError | null;
}

/** What SSH's framing adds to a piece of data, and to opening and closing a channel; rather too much than too little. */
const PER_PIECE = 128;
const PER_CHANNEL = 1024;

/** Has a jump host connect to an address behind it; a channel that comes too late is closed. */
export function forward(
  { name, client, heard, lostBecause }: JumpServer,
  to: { readonly address: string; readonly port: number },
  withinMs: number,
): Promise<Result<Wire, SessionError>> {
  const where = whereIs(to);
  heard(PER_CHANNEL);
  return new Promise((resolve) => {
    let isLate = false;
    const late = (): void => {
      isLate = true;
      const message = `${where}: ${name} got no connection to it within ${Math.round(withinMs / 100) / 10} s`;
      resolve(err({ reason: 'connect-timeout', message, hint: null }));
    };
    const timer = setTimeout(late, withinMs);
    const refused = (cause: unknown): void => {
      clearTimeout(timer);
      resolve(err(lostBecause() ?? refusal(name, where, cause)));
    };
    try {
      client.forwardOut('127.0.0.1', 0, to.address, to.port, (failure, channel) => {
        clearTimeout(timer);
        if (failure !== undefined) refused(failure);
        else if (isLate) channel.close();
        else {
          channel.on('data', (chunk: Buffer) => heard(chunk.length + PER_PIECE));
          // Only whoever reads it lets it flow.
          channel.pause();
          resolve(ok(asWire(channel)));
        }
      });
    } catch (cause) {
      refused(cause);
    }
  });
}

/** What ssh2's channels lack: sending in one packet what was written in one turn, and saying why they were destroyed. */
function asWire(channel: ClientChannel): Wire {
  const destroy = channel.destroy.bind(channel);
  return Object.assign(channel, {
    connecting: false,
    destroySoon: () => void channel.end(),
    destroy: (cause?: Error) => {
      if (cause !== undefined) channel.emit('error', cause);
      return destroy();
    },
    _writev: (pieces: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void) =>
      channel._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), 'buffer' as BufferEncoding, done),
  });
}

// RFC 4254, 5.1.
const PROHIBITED = 1;

function refusal(name: string, where: string, cause: unknown): SessionError {
  const said = cause instanceof Error ? cause.message.replace(/^\(SSH\) Channel open failure: /, '') : String(cause);
  const isProhibited = cause instanceof Error && 'reason' in cause && cause.reason === PROHIBITED;
  return jumpRefusal(name, where, said, isProhibited);
}
