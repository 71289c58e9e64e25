import type { Site } from '../../facts/topology.ts';

/** How one site is asked on the host that serves it. */
export interface LoopbackRequest {
  readonly url: string;
  /** The address to connect to, an IPv6 one in brackets, and its port. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** What stands in the request's `Host`. */
  readonly name: string;
}

/** The request for a site: at its first plain listen, else at one with TLS; or the reason why it can't be asked. */
export function loopbackRequest(site: Site): LoopbackRequest | string {
  const listens = site.listens.filter(({ port }) => port > 0);
  const listen = listens.find(({ tls }) => !tls) ?? listens[0];
  if (listen === undefined) return 'it listens on no TCP port';
  const name = concreteName(site.names);
  if (name === null) return 'only patterns name this site';
  const path = site.probePath.startsWith('/') ? site.probePath : `/${site.probePath}`;
  const host = hostOf(listen.host);
  // What goes into a request must not be able to end its line.
  if (/[\s\x00-\x1f\x7f]/.test(`${name}${path}${host}`))
    return 'its name or path has characters that no request can hold';
  const { port, tls } = listen;
  // With TLS the name is asked for in the handshake as well, so it has to stand in the URL.
  const url = tls ? `https://${name}:${port}${path}` : `http://${host}:${port}${path}`;
  return { url, host, port, path, name };
}

function hostOf(listen: string): string {
  const host = listen.replace(/^\[|\]$/g, '');
  if (host === '*' || host === '' || host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** A name that nginx leads to this site; null where it has nothing but regular expressions. */
function concreteName(names: readonly string[]): string | null {
  const wanted = names.filter((name) => name !== '' && !name.startsWith('~') && !name.includes('$'));
  // A site without a name answers, if at all, as the one for names that nobody has.
  if (wanted.length === 0) return names.some((name) => name.startsWith('~')) ? null : 'suture-probe.invalid';
  const plain = wanted.find((name) => !name.includes('*') && !name.startsWith('.'));
  if (plain !== undefined) return plain;
  return (wanted[0] ?? '').replace(/^\*?\./, 'suture-probe.').replace(/\*$/, 'test');
}
