/** A request that the inventory wants asked of a host at each look, and what has to be answered. */
export interface Expectation {
  readonly scheme: 'http' | 'https';
  /** The name in the request's `Host`, and in the handshake of TLS. */
  readonly host: string;
  readonly port: number;
  /** With its query. */
  readonly path: string;
  /** Any of these is right. */
  readonly statuses: readonly number[];
  /** What the body has to contain in its first 64 KiB; null for anything. */
  readonly contains: string | null;
}

/** An expectation's request as a person writes it. */
export function expectedUrl({ scheme, host, port, path }: Expectation): string {
  const usual = port === (scheme === 'https' ? 443 : 80);
  return `${scheme}://${host}${usual ? '' : `:${port}`}${path}`;
}
