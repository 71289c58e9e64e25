import type { Wire } from './wire.ts';

/**
 * Makes a wire send in one piece what is written in one turn of the event loop. ssh2 writes each packet in three, and
 * without Nagle's algorithm each would be a segment of its own that wakes the host's sshd.
 */
export function inWholePackets<W extends Wire>(wire: W): W {
  const write = wire.write.bind(wire);
  wire.write = (data: Uint8Array | string): boolean => {
    if (wire.writableCorked === 0) {
      wire.cork();
      process.nextTick(() => wire.uncork());
    }
    return write(data);
  };
  return wire;
}
