/** Where a FastCGI server listens, or where nginx looks for one. */
export type Address = UnixAddress | TcpAddress;

/** A unix socket by its path, as it was written. */
interface UnixAddress {
  readonly kind: 'unix';
  readonly path: string;
}

/** A TCP address; host is as written, without brackets; `*` stands for every address. */
export interface TcpAddress {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}
