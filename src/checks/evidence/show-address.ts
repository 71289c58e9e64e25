import type { Address } from '../../formats/address.ts';
import { quoteArgument } from '../../formats/nginx/word.ts';

/** An address as `fastcgi_pass` writes it: `unix:/run/x.sock`, `127.0.0.1:9000`, `[::1]:9000`. */
export function showAddress(address: Address): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${host}:${address.port}`;
}

/** What nginx must write to reach who listens there, quoted where it must be; null where no such text exists. */
export function reachableAs(listen: Address): string | null {
  // nginx would take a $ for a variable, and has no way to write it as itself.
  if (listen.kind === 'unix') return /^\/[^$\p{C}]+$/u.test(listen.path) ? quoteArgument(`unix:${listen.path}`) : null;
  if (listen.host === '*' || listen.host === '0.0.0.0') return `127.0.0.1:${listen.port}`;
  if (listen.host === '::') return `[::1]:${listen.port}`;
  return /^[\w.:-]+$/.test(listen.host) ? showAddress(listen) : null;
}
