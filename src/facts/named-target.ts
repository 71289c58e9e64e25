import type { FastcgiTarget } from './topology.ts';

/** The name and port of a target that has to be resolved; none where it is an address, a socket, or not known. */
export const namedTarget = ({ address }: FastcgiTarget): readonly { readonly host: string; readonly port: number }[] =>
  address?.kind === 'tcp' && /^(?![\d.]+$)[A-Za-z0-9_][\w.-]{0,252}$/.test(address.host) ? [address] : [];
