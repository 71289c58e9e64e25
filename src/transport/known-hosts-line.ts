import { keyTypeOf } from './fingerprint.ts';

/** Where in a known_hosts file a line stands; lines count from 1. */
export interface KnownHostsPlace {
  readonly file: string;
  readonly line: number;
}

/** One line of known_hosts: the hosts it speaks of and the key it vouches for or revokes. */
export interface KnownHostsLine {
  readonly place: KnownHostsPlace;
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  readonly hosts: HostPatterns;
  readonly keyType: string;
  readonly key: Buffer;
}

/** Which hosts a line speaks of: a list of names and globs, or one hashed name. */
export type HostPatterns =
  | { readonly kind: 'list'; readonly patterns: readonly string[] }
  | { readonly kind: 'hashed'; readonly salt: Buffer; readonly hash: Buffer };

/** Reads known_hosts text; lines that mean nothing to OpenSSH are left out. Source: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
export function parseKnownHosts(text: string, file: string): readonly KnownHostsLine[] {
  return text.split('\n').flatMap((raw, index) => {
    const line = parseLine(raw, { file, line: index + 1 });
    return line === null ? [] : [line];
  });
}

function parseLine(raw: string, place: KnownHostsPlace): KnownHostsLine | null {
  const fields = raw.trim().split(/[ \t]+/);
  const marker = markerOf(fields[0] ?? '');
  if (marker === null) return null;
  const [names, keyType, base64] = marker === 'none' ? fields : fields.slice(1);
  if (names === undefined || names.startsWith('#') || keyType === undefined || base64 === undefined) return null;
  const key = Buffer.from(base64, 'base64');
  const hosts = parseHosts(names);
  // The key must name the type that the line gives; this also drops protocol 1 lines, whose third field is a number.
  if (hosts === null || keyTypeOf(key) !== keyType) return null;
  return { place, marker, hosts, keyType, key };
}

function markerOf(field: string): KnownHostsLine['marker'] | null {
  if (!field.startsWith('@')) return 'none';
  if (field === '@revoked') return 'revoked';
  return field === '@cert-authority' ? 'cert-authority' : null;
}

function parseHosts(names: string): HostPatterns | null {
  if (!names.startsWith('|')) return { kind: 'list', patterns: names.toLowerCase().split(',') };
  const [, version, salt, hash, ...rest] = names.split('|');
  if (version !== '1' || salt === undefined || hash === undefined || rest.length > 0) return null;
  return { kind: 'hashed', salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}
