import type { Client, ClientChannel } from 'ssh2';
import type { StartProcess } from './host-process.ts';
import type { SessionError } from './session.ts';

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
    try {
      client.exec(command, (failure, channel) => {
        if (failure === undefined) listen(channel);
        else broken(failure);
      });
    } catch (cause) {
      broken(cause);
    }
  };
}
