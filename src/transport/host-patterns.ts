import { createHmac } from 'node:crypto';
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
    if (!globMatches(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

/** Whether a pattern can match only the name that equals it. */
export const isPlain = (pattern: string): boolean => !/[*?!]/.test(pattern);

/** Matches `*` and `?` without backtracking over more than the last star, so a hostile pattern costs no more than n·m. */
function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p;
      resume = t;
      p += 1;
    } else if (pattern[p] === '?' || (p < pattern.length && pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
