import type { Wire } from './wire.ts';

/** Greeting, login, key exchanges and what packets weigh come to a few KiB. */
const MOST_UNASKED = 2 * 1024 * 1024;

/**
 * Breaks a connection over which a host sends much that no command of ours printed: banners, requests to us, windows,
 * ever smaller packets. They would eat the runner's time, and their answers its memory, which are the other hosts' too.
 * What it returns is to be told of each piece of a command's output.
 */
export function boundTraffic(wire: Wire): (bytes: number) => void {
  let unasked = 0;
  wire.on('data', (chunk: Buffer) => {
    unasked += chunk.length;
    if (unasked > MOST_UNASKED) {
      wire.destroy(new Error(`the host sent more than ${MOST_UNASKED} bytes that nobody asked for`));
    }
  });
  return (bytes) => {
    unasked -= bytes;
  };
}
