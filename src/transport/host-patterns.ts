import { createHmac } from 'node:crypto';
import { matchesWildcards } from '../formats/wildcards.ts';
import type { HostPatterns } from './known-hosts-line.ts';

/** The name that known_hosts has for a host: bare on port 22, `[host]:port` elsewhere, in lower case. */
export const knownHostsName = (host: string, port: number): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

/** Whether a line's patterns speak of a name as `knownHostsName` gives it; a negation that matches wins. */
export function speaksOf(hosts: HostPatterns, name: string): boolean {
  if (hosts.kind === 'hashed') return createHmac('sha1', hosts.salt).update(name).digest().equals(hosts.hash);
  let matched = false;
  for (const pattern of hosts.patterns) {
    const negated = pattern.startsWith('!');
    if (!matchesWildcards(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

/** Whether a pattern can match only the name that equals it. */
export const isPlain = (pattern: string): boolean => !/[*?!]/.test(pattern);
