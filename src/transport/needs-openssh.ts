import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SshConnection } from '../inventory/inventory.ts';
import { knownAs } from './known-as.ts';
import type { TransportOptions } from './transport-options.ts';

/** Whether a host is for the system's ssh before anybody has tried: it needs what ssh2 hasn't, or has shown so in this run. */
export function needsOpenSsh(connection: SshConnection, options: TransportOptions): boolean {
  if (connection.client !== 'either') return connection.client === 'openssh';
  // ssh is never asked for a password here.
  if (connection.password !== null) return false;
  const files = [
    ...(connection.keyFiles.length > 0 ? connection.keyFiles : usualFiles()),
    ...connection.jumps.flatMap(({ keyFiles }) => keyFiles),
  ];
  return (
    options.openSsh.hosts.has(connection.host) ||
    files.some((file) => existsSync(`${file}-cert.pub`)) ||
    isKnownByAuthorityAlone(connection, options)
  );
}

function isKnownByAuthorityAlone(connection: SshConnection, { knownHosts }: TransportOptions): boolean {
  const { address, port } = knownAs(connection);
  const lines = knownHosts.linesFor(address, port);
  const markers = new Set(lines.map(({ marker }) => marker));
  return markers.has('cert-authority') && !markers.has('none');
}

const usualFiles = (): readonly string[] =>
  ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => join(homedir(), '.ssh', name));
