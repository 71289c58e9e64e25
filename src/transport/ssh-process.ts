import type { Client, ClientChannel } from 'ssh2';
import type { StartProcess } from './host-process.ts';
import type { SessionError } from './session.ts';

/** A server that takes few sessions at once (MaxSessions) may not have noticed yet that the one before is over. */
const TRIES = 15;
const BETWEEN_TRIES_MS = 200;

/** The server opened no channel, so the command was not begun. Source: ssh2's message, RFC 4254 5.1. */
const wasNotOpened = (failure: Error): boolean => failure.message.startsWith('(SSH) Channel open failure');

/** A connection that is logged in. */
interface Connected {
  readonly client: Client;
  /** Told of each piece of output, in bytes. */
  readonly heard: (bytes: number) => void;
  /** Words why the connection broke. */
  readonly lostBecause: () => SessionError | null;
}

/** Starts commands over an SSH connection, one channel each. */
export function sshStarter({ client, heard, lostBecause }: Connected): StartProcess {
  return (command, events) => {
    const broken = (cause: unknown): void => {
      const message = `the host did not start a command: ${cause instanceof Error ? cause.message : String(cause)}`;
      events.failed(lostBecause() ?? { reason: 'exec-failed', message, hint: null });
    };
    const listen = (channel: ClientChannel): void => {
      events.started({
        write: (text) => void channel.write(text),
        endInput: () => void channel.end(),
        kill: () => {
          // OpenSSH delivers it to what it started; a process of root's is left to `timeout` and the closed pipe.
          channel.signal('TERM');
          channel.close();
        },
        release: () => channel.close(),
      });
      channel.on('error', () => undefined);
      channel.on('data', (chunk: Buffer) => {
        heard(chunk.length);
        events.stdout(chunk);
      });
      channel.stderr.on('data', (chunk: Buffer) => {
        heard(chunk.length);
        events.stderr(chunk);
      });
      channel.on('exit', (code: number | null, signal?: string) => events.exited(code, signal ?? null));
      channel.on('close', () => events.closed(lostBecause()));
    };
    const begin = (triesLeft: number): void => {
      try {
        client.exec(command, (failure, channel) => {
          if (failure === undefined) listen(channel);
          else if (triesLeft > 0 && wasNotOpened(failure) && lostBecause() === null)
            setTimeout(() => begin(triesLeft - 1), BETWEEN_TRIES_MS);
          else broken(failure);
        });
      } catch (cause) {
        broken(cause);
      }
    };
    begin(TRIES);
  };
}
