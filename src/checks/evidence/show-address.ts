import type { Address } from '../../formats/address.ts';

/** An address as `fastcgi_pass` writes it: `unix:/run/x.sock`, `127.0.0.1:9000`, `[::1]:9000`. */
export function showAddress(address: Address): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${host}:${address.port}`;
}

/** What nginx must write to reach who listens there; null where it would need quoting or no such text exists. */
export function reachableAs(listen: Address): string | null {
  if (listen.kind === 'unix') return /^\/[\w./@+-]+$/.test(listen.path) ? `unix:${listen.path}` : null;
  if (listen.host === '*' || listen.host === '0.0.0.0') return `127.0.0.1:${listen.port}`;
  if (listen.host === '::') return `[::1]:${listen.port}`;
  return /^[\w.:-]+$/.test(listen.host) ? showAddress(listen) : null;
}
