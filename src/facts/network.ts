/** A unix stream socket that a process listens on. Source: /proc/net/unix, and `ss -xlnp` where it is there. */
export interface UnixListener {
  readonly path: string;
  readonly pid: number | null;
  readonly process: string | null;
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

/** What a site answered on the host's own loopback. */
export interface SiteStatus {
  readonly site: string;
  readonly url: string;
  /** The HTTP status; null when there was no HTTP answer. */
  readonly status: number | null;
  /** Why there was no answer: `connection refused`, `timed out`, … */
  readonly error: string | null;
  readonly elapsedMs: number | null;
}
