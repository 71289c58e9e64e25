import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import ssh2, { type Connection, type ServerChannel } from 'ssh2';
import { freshFolder, makeKey } from './keys.ts';

/** One command that a host was asked to run. */
export interface Asked {
  readonly channel: ServerChannel;
  readonly command: string;
  /** What says that the login shell has come to our command. */
  readonly marker: string;
  readonly connection: Connection;
  readonly wire: Wire;
}

/** What a connection is made of, below what ssh2 shows of it. */
export interface Wire {
  readonly socket: Socket;
  /** Asks the other side for an answer, whatever it is. */
  readonly ping: () => void;
  /** Gives the other side more room to write. */
  readonly widen: (channel: number, bytes: number) => void;
}

/** What a host does when it is asked to run a command, and with everything that goes before that. */
export interface Manners {
  readonly onExec: (asked: Asked) => void;
  /** Neither takes nor refuses the request to run a command. */
  readonly ignoresExec?: boolean;
  readonly refusesExec?: boolean;
  readonly banner?: string;
  readonly ident?: string;
}

/** An SSH server of ssh2's on a port of loopback, that lets everybody in. */
export interface HostileHost {
  readonly port: number;
  /** Its line for known_hosts. */
  readonly knownHost: string;
  readonly stop: () => void;
}

const key = makeKey(freshFolder(), 'host', 'ed25519');

/** Starts a real SSH server that behaves as badly as it is told. */
export function hostileHost({ onExec, ignoresExec, refusesExec, ...greeting }: Manners): Promise<HostileHost> {
  const server = new ssh2.Server({ hostKeys: [readFileSync(key.file)], ...greeting }, (client) => {
    client
      .on('error', () => undefined)
      .on('authentication', (context) => context.accept())
      .on('ready', () => {
        client.on('session', (accept) => {
          accept().on('exec', (take, refuse, { command }) => {
            if (ignoresExec === true) return;
            if (refusesExec === true) {
              refuse();
              return;
            }
            const channel = take();
            channel.on('error', () => undefined);
            channel.stderr.on('error', () => undefined);
            const marker = /suture-[0-9a-f]{32}/.exec(command)?.[0] ?? '';
            onExec({ channel, command, marker, connection: client, wire: wireOf(client) });
          });
        });
      });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      const knownHost = `[127.0.0.1]:${port} ${key.type} ${key.base64}\n`;
      resolve({ port, knownHost, stop: () => server.close() });
    });
  });
}

/** ssh2 has no public way to misbehave. */
function wireOf(connection: Connection): Wire {
  const { _sock: socket, _protocol: protocol } = connection as unknown as {
    readonly _sock: Socket;
    readonly _protocol: {
      readonly ping: () => void;
      readonly channelWindowAdjust: (channel: number, bytes: number) => void;
    };
  };
  return {
    socket,
    ping: () => protocol.ping(),
    widen: (channel, bytes) => protocol.channelWindowAdjust(channel, bytes),
  };
}

/** Runs the command as an honest host does. */
export function honestly({ channel, command }: Asked): void {
  const shell = spawn('sh', ['-c', command]);
  channel.pipe(shell.stdin.on('error', () => undefined));
  shell.stdout.pipe(channel, { end: false });
  shell.stderr.pipe(channel.stderr, { end: false });
  shell.on('close', (code) => end(channel, code ?? 255));
}

/** Says that the shell is ready, waits for the whole script, and hands it over. */
export function onceAsked({ channel, marker }: Asked, answer: (script: string) => void): void {
  let script = '';
  channel.on('data', (chunk: Buffer) => (script += chunk.toString('utf8')));
  channel.on('end', () => answer(script));
  channel.write(`${marker}\n`);
  channel.stderr.write(`${marker}\n`);
}

/** Writes the same for as long as anybody takes it. */
export function endlessly(stream: NodeJS.WritableStream, piece: string | Buffer): void {
  const more = (): void => {
    while (stream.writable && stream.write(piece));
  };
  stream.on('drain', more);
  more();
}

/** Does something over and over on a connection, without more in the way than the other side takes. */
export function overAndOver({ socket }: Wire, something: () => void): void {
  const more = setInterval(() => {
    for (let count = 0; count < 100 && socket.writable && socket.writableLength < 65_536; count += 1) something();
  }, 1);
  socket.on('close', () => clearInterval(more));
}

/** Ends a command as SSH does. */
export function end(channel: ServerChannel, status: number): void {
  channel.exit(status);
  channel.end();
}
