import type { Duplex } from 'node:stream';

/** What an SSH session's bytes go over: a socket, or a channel through a jump host. */
export interface Wire extends Duplex {
  readonly connecting: boolean;
  /** Ends it once all that was written is sent. */
  readonly destroySoon: () => void;
}

/** An address with its port, as people read it. */
export const whereIs = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
