import type { Address } from '../address.ts';

/**
 * The address that FPM makes of a `listen` whose `$pool` is expanded: a port, `host:port`, `[v6]:port`, or a path,
 * relative ones below `prefix`. Null where it has none. Source: fpm_sockets.c.
 */
export function listenAddress(listen: string, prefix: string): Address | null {
  // What stands in `${…}` is known to the running master only.
  if (listen === '' || listen.includes('${')) return null;
  const [, host = '', digits] = /^(?:(.*):)?(\d+)$/s.exec(listen) ?? [];
  if (digits === undefined) {
    if (listen.includes(':')) return null;
    return { kind: 'unix', path: listen.startsWith('/') ? listen : `${prefix}/${listen}` };
  }
  const port = Number(digits);
  if (port < 1 || port > 65535) return null;
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return { kind: 'tcp', host: bare === '' ? '*' : bare, port };
}
