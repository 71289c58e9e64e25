import type { SshConnection } from '../inventory/inventory.ts';

/** The name and port by which known_hosts has a host's key: its address, or what ssh's configuration calls it there. */
export function knownAs({
  address,
  port,
  configured,
}: Pick<SshConnection, 'address' | 'port' | 'configured'>): Pick<SshConnection, 'address' | 'port'> {
  const alias = configured?.hostKeyAlias ?? null;
  // ssh never adds the port to an alias.
  return alias === null ? { address, port } : { address: alias, port: 22 };
}
