import { isBroken } from '../evidence/site-status.ts';
import type { Evidence } from '../finding.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import { isOwn, listening } from '../../facts/links.ts';
import type { Mention } from '../../facts/owners/owner-search.ts';
import { poolsAt } from '../../facts/pools-at.ts';
import type { Link } from '../../facts/topology.ts';
import type { Address } from '../../formats/address.ts';
import { targetEvidence } from '../evidence/evidence.ts';

type Facts = Pick<ReadableFacts, 'pools' | 'paths' | 'unixListeners' | 'tcpListeners'> &
  Partial<Pick<ReadableFacts, 'routes' | 'owners' | 'ownerSearch' | 'siteStatuses'>>;

/** A link from a site to PHP-FPM by an Apache to which nginx hands on, with the line of Apache's that leads there. */
export interface ApacheLink extends Link {
  readonly by: Mention;
}

/**
 * The links that an Apache behind nginx has to pools of this host's, for each site that it answers with an error: which of its
 * virtual hosts answers a site isn't told, so that one which answers well needs none of them.
 */
export function apacheLinks(facts: Facts): readonly ApacheLink[] {
  const { owners = [], routes = [], ownerSearch, siteStatuses = [], pools, paths, unixListeners, tcpListeners } = facts;
  const asks = ownerSearch?.apacheAsks ?? [];
  if (asks.length === 0) return [];
  const through = new Set(
    owners.flatMap((each) =>
      each.listening && each.owner.kind === 'service' && APACHE.test(each.owner.unit) ? each.routes : [],
    ),
  );
  const broken = new Set(siteStatuses.filter(isBroken).map(({ site }) => site));
  const isHeard = listening(paths, unixListeners, tcpListeners);
  const poolsOfAddress = poolsAt(pools, paths);
  return routes.flatMap((route): readonly ApacheLink[] => {
    if (!through.has(route.id) || !broken.has(route.site)) return [];
    const [target] = route.targets;
    if (target === undefined) return [];
    return asks.flatMap((by): readonly ApacheLink[] => {
      const address = addressIn(by.text);
      if (address === null || !isOwn(address, tcpListeners)) return [];
      const there = poolsOfAddress(address);
      if (there.length === 0) return [];
      const link = { pools: there, listening: isHeard(address), local: true, claimed: false, by };
      return [{ ...link, target: { ...target, address, upstream: null } }];
    });
  });
}

/** Where a link to PHP-FPM stands: in nginx's files, or in Apache's. */
export const linkEvidence = (link: Link | ApacheLink): Evidence =>
  'by' in link
    ? { source: link.by.file, line: link.by.line, text: link.by.text, at: null }
    : targetEvidence(link.target);

const APACHE = /^(?:apache2|httpd)\b.*\.service$/;

/** `proxy:unix:/run/php.sock|fcgi://localhost`, or `fcgi://127.0.0.1:9000`. Source: Apache's mod_proxy_fcgi. */
function addressIn(text: string): Address | null {
  const path = /\bunix:(\/[^|"'\s>]+)\|fcgi:/.exec(text)?.[1];
  if (path !== undefined) return { kind: 'unix', path };
  const [, host, port] = /\bfcgi:\/\/([\w.-]+|\[[\da-f:]+\]):(\d{1,5})\b/i.exec(text) ?? [];
  return host === undefined ? null : { kind: 'tcp', host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}
