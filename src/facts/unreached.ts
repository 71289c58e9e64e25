import type { Address } from '../formats/address.ts';
import type { ReadableFacts } from './known-facts.ts';
import { isOwn, listening } from './links.ts';
import { wasAsked } from './network.ts';
import type { FastcgiTarget } from './topology.ts';

/** An address that a broken site leads to, and at which somebody listens; or one that may be another machine's. */
export interface Unreached {
  readonly address: Address;
  /** What the first of the targets is written as. */
  readonly directive: 'fastcgi_pass' | 'proxy_pass';
  readonly targets: readonly [FastcgiTarget, ...FastcgiTarget[]];
  /** False where nobody on this host can say whether anybody listens there. */
  readonly own: boolean;
}

/** What the probe's requests should have reached, by all that is seen of sockets. */
export function unreachedOf({
  sites,
  siteStatuses,
  paths,
  unixListeners,
  tcpListeners,
}: Pick<ReadableFacts, 'sites' | 'siteStatuses' | 'paths' | 'unixListeners' | 'tcpListeners'>): readonly Unreached[] {
  const broken = new Set(
    siteStatuses.filter((answer) => wasAsked(answer) && isOfGateway(answer.status)).map(({ site }) => site),
  );
  const isListening = listening(paths, unixListeners, tcpListeners);
  const found = new Map<string, Unreached & { readonly targets: [FastcgiTarget, ...FastcgiTarget[]] }>();
  for (const { id, targets, proxies } of sites) {
    if (!broken.has(id)) continue;
    // The probe asks a site that has PHP for PHP.
    const directive = targets.length > 0 ? 'fastcgi_pass' : 'proxy_pass';
    for (const target of targets.length > 0 ? targets : proxies) {
      const { address } = target;
      if (address === null) continue;
      const own = isListening(address) || isOwn(address, tcpListeners);
      if (own && !isListening(address)) continue;
      const key = JSON.stringify(address);
      const seen = found.get(key);
      if (seen === undefined) found.set(key, { address, directive, targets: [target], own });
      else seen.targets.push(target);
    }
  }
  return [...found.values()];
}

/** No answer in time, 502 and 504 are what nginx makes of a way that is barred; 503 is an app's own word. */
const isOfGateway = (status: number | null): boolean => status === null || status === 502 || status === 504;
