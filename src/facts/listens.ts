import type { Directive } from '../formats/nginx/directive.ts';
import { parseListenAddress } from '../formats/nginx/listen-address.ts';
import { directivesNamed } from './nginx-tree.ts';
import type { Listen, Site } from './topology.ts';

/** Where a `server` listens for requests over TCP or a unix socket, with the options written at its own `listen`s. */
export function listensOf(server: Directive, http: readonly Directive[]): readonly Listen[] {
  const written = directivesNamed(server.children, 'listen');
  const tlsEverywhere = isOn(server.children, 'ssl') ?? isOn(http, 'ssl') ?? false;
  if (written.length === 0) return [{ ...PLAIN, host: '*', port: 80, tls: tlsEverywhere }];
  return written.flatMap(({ args: [address, ...options] }) => {
    const parsed = address && parseListenAddress(address.value);
    const has = (...words: readonly string[]): boolean => options.some(({ value }) => words.includes(value));
    // HTTP/3 comes over UDP, where no probe of ours asks.
    if (!parsed || has('quic')) return [];
    return [
      {
        ...parsed,
        tls: tlsEverywhere || has('ssl'),
        proxyProtocol: has('proxy_protocol'),
        http2: has('http2'),
        isDefault: has('default_server', 'default'),
      },
    ];
  });
}

const PLAIN = { proxyProtocol: false, http2: false, isDefault: false };

/** `ssl on`, which nginx had before `listen … ssl`; null where it isn't written. */
function isOn(directives: readonly Directive[] | null, name: string): boolean | null {
  const [directive] = directivesNamed(directives, name);
  return directive ? directive.args[0]?.value.toLowerCase() === 'on' : null;
}

/** The sites with what nginx makes of their listens: one address has one protocol, whichever `server` says so. */
export function withSharedProtocols<Listening extends Pick<Site, 'listens'>>(
  sites: readonly Listening[],
): readonly Listening[] {
  const all = new Map<string, Listen>();
  for (const listen of sites.flatMap(({ listens }) => listens)) {
    const other = all.get(addressKey(listen));
    all.set(addressKey(listen), {
      ...listen,
      tls: listen.tls || (other?.tls ?? false),
      proxyProtocol: listen.proxyProtocol || (other?.proxyProtocol ?? false),
      http2: listen.http2 || (other?.http2 ?? false),
    });
  }
  return sites.map((site) => ({
    ...site,
    listens: site.listens.map((listen) => {
      const { tls, proxyProtocol, http2 } = all.get(addressKey(listen)) ?? listen;
      return { ...listen, tls, proxyProtocol, http2 };
    }),
  }));
}

/** An address by which nginx keeps servers together, however it is written. */
export function addressKey({ host, port }: Pick<Listen, 'host' | 'port'>): string {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return `${bare === '*' || bare === '' ? '0.0.0.0' : bare} ${port}`;
}
