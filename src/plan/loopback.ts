import { isLoopback } from '../facts/same-host.ts';

/** Whether the host of a URL (IPv6 in brackets) is an address of the machine itself, whatever names mean there. */
export const isLoopbackHost = (host: string): boolean =>
  /^(?:localhost|[\d.]+|\[[\da-f:]+\])$/i.test(host) && isLoopback(host);
