import { isPlain, knownHostsName, speaksOf } from './host-patterns.ts';
import type { KnownHostsLine, KnownHostsPlace } from './known-hosts-line.ts';

/** What the known_hosts files of a run say, indexed once; grows by the keys that the run accepts. */
export interface KnownHosts {
  /** In the order in which they were read; a new key goes to the first. */
  readonly files: readonly string[];
  readonly lines: readonly KnownHostsLine[];
  /** The lines that speak of a host, in file order, `@cert-authority` among them. */
  readonly linesFor: (host: string, port: number) => readonly KnownHostsLine[];
  readonly remember: (line: KnownHostsLine) => void;
}

/** What known_hosts says of the key that a host showed. */
export type HostKeyVerdict =
  | { readonly kind: 'match'; readonly at: KnownHostsPlace }
  | { readonly kind: 'unknown' }
  /** The host is known, but by these keys. */
  | { readonly kind: 'changed'; readonly expected: readonly KnownHostsLine[] }
  | { readonly kind: 'revoked'; readonly at: KnownHostsPlace };

/** Indexes lines so that a plain name is found without looking at the others, which matters with 10,000 hosts. */
export function indexKnownHosts(files: readonly string[], parsed: readonly KnownHostsLine[]): KnownHosts {
  const lines: KnownHostsLine[] = [];
  const byName = new Map<string, KnownHostsLine[]>();
  const toMatch: KnownHostsLine[] = [];
  const order = new Map<KnownHostsLine, number>();
  const remember = (line: KnownHostsLine): void => {
    order.set(line, lines.length);
    lines.push(line);
    if (line.hosts.kind === 'hashed' || !line.hosts.patterns.every(isPlain)) {
      toMatch.push(line);
      return;
    }
    for (const name of new Set(line.hosts.patterns)) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [line]);
      else known.push(line);
    }
  };
  parsed.forEach(remember);
  const linesFor = (host: string, port: number): readonly KnownHostsLine[] => {
    const name = knownHostsName(host, port);
    const found = [...(byName.get(name) ?? []), ...toMatch.filter((line) => speaksOf(line.hosts, name))];
    return found.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  };
  return { files, lines, linesFor, remember };
}

/**
 * Judges the key that a host showed. Stricter than OpenSSH in one way: a host that is known by keys of other types
 * only counts as changed, so that nobody can pass as it by offering a type that isn't pinned.
 */
export function verdict(known: KnownHosts, host: string, port: number, keyType: string, key: Buffer): HostKeyVerdict {
  const own = judge(known.linesFor(host, port), keyType, key);
  if (own.kind !== 'unknown' || port === 22) return own;
  // As ssh does: on another port, a key pinned for the bare name is good too, but a differing one proves nothing.
  const bare = judge(known.linesFor(host, 22), keyType, key);
  return bare.kind === 'changed' ? own : bare;
}

function judge(lines: readonly KnownHostsLine[], keyType: string, key: Buffer): HostKeyVerdict {
  const same = lines.filter((line) => line.keyType === keyType && line.key.equals(key));
  const revoked = same.find((line) => line.marker === 'revoked');
  if (revoked !== undefined) return { kind: 'revoked', at: revoked.place };
  const match = same.find((line) => line.marker === 'none');
  if (match !== undefined) return { kind: 'match', at: match.place };
  const expected = lines.filter((line) => line.marker === 'none');
  return expected.length > 0 ? { kind: 'changed', expected } : { kind: 'unknown' };
}

/** The key types that known_hosts vouches for on a host, in file order. */
export function knownKeyTypes(known: KnownHosts, host: string, port: number): readonly string[] {
  const own = known.linesFor(host, port);
  const lines = own.length > 0 || port === 22 ? own : known.linesFor(host, 22);
  return [...new Set(lines.filter((line) => line.marker === 'none').map((line) => line.keyType))];
}
