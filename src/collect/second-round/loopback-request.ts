import { onceForEach } from '../../base/once-for-each.ts';
import { chosenServer } from '../../facts/chosen-server.ts';
import { addressKey } from '../../facts/listens.ts';
import type { Listen, Site } from '../../facts/topology.ts';
import { namesToAskBy } from './names-to-ask-by.ts';

/** How one site is asked on the host that serves it, by the protocol that its address speaks. */
export interface LoopbackRequest {
  /** What is asked for, as a person would write it. */
  readonly url: string;
  /** Where to connect: an address with its port, an IPv6 one in brackets, or the path of a unix socket. */
  readonly address: string;
  readonly path: string;
  /** What stands in the request's `Host`; null for a request without one. */
  readonly name: string | null;
  readonly over: Over;
}

/** What a request goes over besides TCP. */
interface Over {
  readonly tls: boolean;
  readonly unix: boolean;
  readonly proxyProtocol: boolean;
  readonly http2: boolean;
}

type Asked = Pick<Site, 'id' | 'names' | 'listens'> & Partial<Pick<Site, 'overTls'>>;

/**
 * The request for a path of a site that nginx leads to it and to no other: at a plain TCP listen if it has one, else with TLS, else at
 * a unix socket, but with TLS first where the site only sends plain requests on; or the reason why it can't be asked.
 */
export function loopbackRequest(
  site: Asked,
  asked: string,
  sites: readonly Asked[] = [site],
): LoopbackRequest | string {
  if (site.listens.length === 0) return 'it takes no requests over TCP or a unix socket';
  const names = namesToAskBy(site.names);
  if (names.length === 0) return 'only patterns name this site, and no name could be made that they match';
  const effort = site.overTls === true ? effortOverTls : effortOf;
  const listens = [...site.listens].sort((one, other) => effort(one) - effort(other));
  for (const listen of listens) {
    const name = names.find((each) => chosenServer(sites, listen, each ?? '') === site.id);
    const place = name === undefined ? null : placeOf(listen, sites);
    if (name !== undefined && place !== null) return requestAt(listen, place, name, asked);
  }
  return 'another server takes the requests to its names at its addresses';
}

const effortOf = ({ port, tls }: Listen): number => (port === 0 ? 2 : tls ? 1 : 0);
const effortOverTls = (listen: Listen): number => (listen.tls ? -1 : effortOf(listen));

function requestAt(listen: Listen, place: string, name: string | null, asked: string): LoopbackRequest | string {
  const path = asked.startsWith('/') ? asked : `/${asked}`;
  const unix = listen.port === 0;
  const address = unix ? place : `${place}:${listen.port}`;
  // What goes into a request must not be able to end its line, nor what quotes it.
  if (/[\s\x00-\x1f\x7f"\\]/.test(`${name ?? ''}${path}${address}`))
    return 'its name or path has characters that no request can hold';
  // With TLS the name is asked for in the handshake as well, so it has to stand in the URL.
  const at = listen.tls || unix ? `${name ?? 'localhost'}${unix ? '' : `:${listen.port}`}` : address;
  const { tls, proxyProtocol, http2 } = listen;
  const url = `${tls ? 'https' : 'http'}://${at}${path}`;
  return { url, address, path, name, over: { tls, unix, proxyProtocol, http2: http2 && !tls } };
}

const addressesOf = onceForEach(
  (sites: readonly Asked[]): ReadonlySet<string> => new Set(sites.flatMap(({ listens }) => listens.map(addressKey))),
);

/** Where to connect to reach just this listen; null where a more special one of another server is in the way. */
function placeOf(listen: Listen, sites: readonly Asked[]): string | null {
  if (listen.port === 0) return listen.host.replace(/^unix:/i, '');
  const [host = ''] = addressKey(listen).split(' ');
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host;
  const taken = addressesOf(sites);
  // All of 127.0.0.0/8 is this host, so one address there is free.
  const loopback = host === '::' ? ['::1'] : ['127.0.0.1', '127.0.0.2', '127.0.0.3'];
  const free = loopback.find((each) => !taken.has(`${each} ${listen.port}`));
  return free === undefined ? null : host === '::' ? `[${free}]` : free;
}
