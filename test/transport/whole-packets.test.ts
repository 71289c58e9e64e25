import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inWholePackets } from '../../src/transport/whole-packets.ts';

/** Counts how often a socket goes to the kernel; node:net calls one of these for each time. */
class CountingSocket extends Socket {
  readonly sent: number[] = [];

  override _write(...[chunk, encoding, done]: Parameters<Socket['_write']>): void {
    this.sent.push(1);
    super._write(chunk, encoding, done);
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], done: (error?: Error | null) => void): void {
    this.sent.push(chunks.length);
    super._writev?.(chunks, done);
  }
}

describe('a socket for whole packets', () => {
  let received = '';
  const server = createServer((peer) => {
    peer.on('data', (chunk: Buffer) => (received += chunk.toString())).on('end', () => peer.end());
  });
  let socket: CountingSocket;

  beforeEach(async () => {
    received = '';
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    socket = new CountingSocket();
    socket.connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
    await once(socket, 'connect');
  });
  afterEach(() => {
    socket.destroy();
    server.close();
  });

  test('sends the pieces of one turn together, and those of the next apart from them', async () => {
    const whole = inWholePackets(socket);
    for (const piece of ['length', Buffer.from('body'), 'tag']) whole.write(piece);
    await new Promise(setImmediate);
    for (const piece of ['2', '3']) whole.write(piece);
    whole.end();
    await once(socket, 'close');
    expect(received).toBe('lengthbodytag23');
    expect(socket.sent).toEqual([3, 2]);
  });

  test('holds nothing back when it is ended in the turn of the last words', async () => {
    const whole = inWholePackets(socket);
    whole.write('good');
    whole.write('bye');
    whole.destroySoon();
    await once(socket, 'close');
    await once(server.close(), 'close');
    expect(received).toBe('goodbye');
  });
});
