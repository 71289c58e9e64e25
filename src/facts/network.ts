/** A unix stream socket that a process listens on. Source: /proc/net/unix, and `ss -xlnp` where it is there. */
export interface UnixListener {
  readonly path: string;
  readonly pid: number | null;
  readonly process: string | null;
  /** The inode of the socket file that it bound, which another file may have replaced since; null where not told. */
  readonly inode: number | null;
  /** Connections waiting, and how many may wait; null without `ss`. */
  readonly queued: number | null;
  readonly backlog: number | null;
}

/** A TCP socket that a process listens on. Source: /proc/net/tcp and tcp6, and `ss -tlnp` where it is there. */
export interface TcpListener {
  /** The numeric address; `0.0.0.0` and `::` listen on every address. */
  readonly host: string;
  readonly port: number;
  readonly pid: number | null;
  readonly process: string | null;
  readonly queued: number | null;
  readonly backlog: number | null;
}

/** What a site, or one of its routes, answered on the host's own loopback. */
export interface SiteStatus {
  readonly site: string;
  /** The id of the route that was asked, where it is known; not in records of old. */
  readonly route?: string;
  /** It was asked so that no cache has an answer to it, beside a request that one may have answered. */
  readonly pastCache?: true;
  /** Empty where the site could not be asked; `error` then says why. */
  readonly url: string;
  /** The HTTP status; null when there was no HTTP answer. */
  readonly status: number | null;
  /** Why there was no answer: `connection refused`, `timed out`, … */
  readonly error: string | null;
  readonly elapsedMs: number | null;
  /** What stood in our request as `X-Suture-Check`, and what else the answer told; not in records of old. */
  readonly mark?: string;
  readonly answer?: Answer;
  /** Why it is no word on what visitors get; worked out of the configuration and the logs, never collected. */
  readonly unlikeVisitors?: string;
}

/** What an answer told besides its status, bounded. */
export interface Answer {
  /** How its end was missed, in curl's words: `18: transfer closed with 7 bytes remaining to read`. */
  readonly cutShort: string | null;
  readonly body: BodyKind;
  /** The beginning of what a client read, as one line; empty where it wasn't text. */
  readonly excerpt: string;
  readonly contentType: string | null;
  /** Where it sends whoever asks. */
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly setsCookie: boolean;
  /** Who says that he answered. */
  readonly server: string | null;
  /** Names and values of headers that tell of a cache: `x-cache: HIT`. */
  readonly cache: string | null;
  /** Whether PHP itself said that it had a part in it. */
  readonly byPhp: boolean;
}

/** What was read of a body: `php-source` is a script that was sent instead of run. */
export type BodyKind = 'empty' | 'html' | 'json' | 'text' | 'php-source' | 'other';

/** Whether a site was asked at all: many sites, a host without curl, or patterns for names leave some out. */
export const wasAsked = ({ url }: Pick<SiteStatus, 'url'>): boolean => url !== '';

/** What the host makes of a name that nginx is to connect to. Source: getent(1) ahosts, as nginx asks at its start. */
export interface ResolvedName {
  readonly name: string;
  /** Numeric, in the host's order, IPv6 without brackets; empty where the name doesn't resolve. */
  readonly addresses: readonly string[];
}
