import type { PassKind } from './routes/route.ts';

/** How a directive that hands on writes where it leads. */
export interface PassForm {
  readonly directive: `${PassKind}_pass`;
  /** The name of an upstream or the address, and the port of one that names none; null where it makes no sense. */
  readonly read: (value: string) => { readonly name: string; readonly port: number | null } | null;
}

/** Every way to hand on. Source: the modules ngx_http_fastcgi, proxy, uwsgi, scgi, grpc and memcached. */
export const PASS_FORMS: Readonly<Record<PassKind, PassForm>> = {
  fastcgi: { directive: 'fastcgi_pass', read: bare() },
  proxy: {
    directive: 'proxy_pass',
    // A URL: `http://127.0.0.1:3000/app`, `https://backend`, `http://unix:/run/app.sock:/uri`. What follows the address is no part of it.
    read: (value) => {
      const [, scheme = '', rest = ''] = /^(https?):\/\/([^]*)$/i.exec(value) ?? [];
      if (scheme === '') return null;
      const name = /^unix:/i.test(rest) ? (/^unix:[^:]*/i.exec(rest)?.[0] ?? '') : (/^[^/?#]*/.exec(rest)?.[0] ?? '');
      return { name, port: scheme.toLowerCase() === 'https' ? 443 : 80 };
    },
  },
  uwsgi: { directive: 'uwsgi_pass', read: bare('uwsgi', 'suwsgi') },
  scgi: { directive: 'scgi_pass', read: bare() },
  grpc: { directive: 'grpc_pass', read: bare('grpc', 'grpcs') },
  memcached: { directive: 'memcached_pass', read: bare() },
};

/** The kind of a directive that hands on; undefined for any other. */
export const passKindOf = (directive: string): PassKind | undefined => KINDS.get(directive);

const KINDS: ReadonlyMap<string, PassKind> = new Map(
  (Object.keys(PASS_FORMS) as PassKind[]).map((kind) => [PASS_FORMS[kind].directive, kind]),
);

/** A bare address, which must name its port, behind one of these schemes or none. */
function bare(...schemes: readonly string[]): PassForm['read'] {
  const prefixes = schemes.map((scheme) => `${scheme}://`);
  return (value) => {
    const prefix = prefixes.find((each) => value.toLowerCase().startsWith(each)) ?? '';
    return { name: value.slice(prefix.length), port: null };
  };
}
