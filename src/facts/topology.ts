import type { Place, Span } from '../base/place.ts';
import type { Address } from '../formats/address.ts';

/** A piece of a configuration file that an edit may replace. */
export interface Source extends Place {
  /** Where in the file's text it stands. */
  readonly span: Span;
  readonly text: string;
}

/** An address at which a `server` block takes requests, and how nginx wants to be spoken to there. */
export interface Listen {
  /** A unix socket has its whole `unix:/path` here, and port 0. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Nobody is heard who doesn't begin with a line of the PROXY protocol. */
  readonly proxyProtocol: boolean;
  /** `listen … http2`: without TLS, nginx before 1.25.1 understands nothing else there. */
  readonly http2: boolean;
  /** It takes the requests whose name is nobody's at this address. */
  readonly isDefault: boolean;
}

/** An nginx `server` block. */
export interface Site {
  /** Its first name and first port, `example.com:80`; unique on the host. */
  readonly id: string;
  readonly names: readonly string[];
  readonly place: Place;
  readonly listens: readonly Listen[];
  /** Whether a condition has it treat plain requests otherwise than those over TLS; then TLS is what visitors use. */
  readonly overTls: boolean;
  /** The path on loopback that is most likely to reach PHP: `/`, `/index.php`, … */
  readonly probePath: string;
  readonly targets: readonly FastcgiTarget[];
  /** Where its `proxy_pass`es lead, told like those to PHP. */
  readonly proxies: readonly FastcgiTarget[];
  /** What PHP runs when the probe's path is asked for. */
  readonly script: ScriptFile;
}

/** The file that nginx tells PHP to run; unknown where it is made of what only a request knows. */
export type ScriptFile =
  | { readonly state: 'named'; readonly path: string }
  | { readonly state: 'not-given' }
  | { readonly state: 'unknown' };

/** One address that a directive which hands on leads to, directly or through an `upstream` block. */
export interface FastcgiTarget {
  readonly site: string;
  /**
   * The address's own text: an argument of `fastcgi_pass`, of `server` in the upstream block, or of the `set` or `map`
   * (`geo`, `split_clients`) that gives the variable after it this value.
   */
  readonly source: Source;
  /** The directive that leads there. */
  readonly pass: Place;
  readonly upstream: string | null;
  /** What an upstream's `server` says of it: `backup` is asked when the others fail, `down` never. */
  readonly role: 'server' | 'backup' | 'down';
  /** Null where the address can't be known from the files: a variable that isn't constant. A `map` gives it several. */
  readonly address: Address | null;
}

/** A PHP-FPM pool. */
export interface Pool {
  /** `www@/etc/php/8.2/fpm/php-fpm.conf`: unique on the host. */
  readonly id: string;
  readonly name: string;
  /** The configuration of the master that has it, and that master's unit, version and pid. */
  readonly configPath: string;
  readonly unit: string | null;
  readonly version: string;
  readonly masterPid: number | null;
  readonly place: Place;
  readonly listen: Address | null;
  readonly options: readonly PoolOption[];
}

/** `key = value` in a pool's section, `$pool` and prefix as written. */
export interface PoolOption {
  readonly key: string;
  readonly value: string;
  readonly source: Source;
}

/** Where a site's request would go, and what stands there. */
export interface Link {
  readonly target: FastcgiTarget;
  /** Pools whose written `listen` is this address. */
  readonly pools: readonly Pool[];
  /** Whether a process listens there now. */
  readonly listening: boolean;
  /** False where the address may be another machine's, or isn't known: then nobody here can say that it is dead. */
  readonly local: boolean;
  /** Whether nobody listens there, no pool is written to it, and somebody else may own it: then no PHP-FPM is meant. */
  readonly claimed: boolean;
}
