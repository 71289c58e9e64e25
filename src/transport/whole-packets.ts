import type { Socket } from 'node:net';

/**
 * Makes a socket send in one piece what is written in one turn of the event loop. ssh2 writes each packet in three, and
 * without Nagle's algorithm each would be a segment of its own that wakes the host's sshd.
 */
export function inWholePackets(socket: Socket): Socket {
  const write = socket.write.bind(socket);
  socket.write = (data: Uint8Array | string): boolean => {
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    return write(data);
  };
  return socket;
}
