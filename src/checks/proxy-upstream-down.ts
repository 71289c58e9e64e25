import type { Place } from '../base/place.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { isOwn } from '../facts/links.ts';
import { NOTHING_SEARCHED } from '../facts/owners/owner-search.ts';
import type { FastcgiTarget, Site } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { pathEvidence, targetEvidence } from './evidence/evidence.ts';
import { logEvidence, upstreamAddress } from './evidence/log-evidence.ts';
import { probeLines } from './evidence/probe-lines.ts';
import { showAddress } from './evidence/show-address.ts';
import { siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { listenersAt, pathOf, sameAddress } from './state/listeners.ts';
import { failedUnits } from './state/stopped-service.ts';
import { waysOwnedBy } from './state/owned-ways.ts';
import { nginxLoadedAt } from './state/nginx-state.ts';

/** A site hands its requests to another program by `proxy_pass`, and that program doesn't listen. PHP-FPM isn't asked. */
export const proxyUpstreamDown = defineCheck({
  cause: 'proxy-upstream-down',
  station: 'address',
  level: 'manual',
  severity: 'critical',
  title: 'The program that a site proxies to is not there',
  reads: ['sites', 'siteStatuses', 'tcpListeners', 'unixListeners', 'paths'],
  consults: ['identity', 'logLines', 'processes', 'routes', 'owners', 'ownerSearch'],
  run: (facts) => {
    const groups = new Map<string, Down[]>();
    const { routes = [], owners = [] } = facts;
    // Whoever is known to belong there has a finding of his own.
    const owned = new Set(
      waysOwnedBy(['service', 'apache', 'container', 'supervised'], { routes, owners }).map(({ way }) =>
        JSON.stringify(way.targets[0].pass),
      ),
    );
    for (const down of proxiesDown(facts)) {
      if (owned.has(JSON.stringify(down.place))) continue;
      const name = nameOf(down.way);
      groups.set(name, [...(groups.get(name) ?? []), down]);
    }
    return [...groups].map(([name, group]): FindingDraft => {
      const sites = [...new Set(group.map(({ site }) => site.id))];
      const targets = group.flatMap(({ way }) => way);
      const isFar = targets.every(({ address }) => address !== null && !isOwn(address, facts.tcpListeners));
      const failed = failedUnits(isFar ? NOTHING_SEARCHED : (facts.ownerSearch ?? NOTHING_SEARCHED));
      const hint = failed.names === '' ? '' : `; ${failed.names} failed, and may be that program`;
      const paths = targets.map(({ address }) => pathOf(address, facts.paths)).filter((path) => path !== undefined);
      return {
        subject: name,
        message: `${sites.join(', ')} hands requests on to ${name}, ${isFar ? 'on another machine, which nginx can not reach' : 'where nobody listens'}; this is a proxy_pass, not PHP-FPM`,
        evidence: [
          ...facts.siteStatuses
            .filter(({ site }) => sites.includes(site))
            .slice(0, 3)
            .map(siteEvidence),
          ...targets.slice(0, 4).map((target) => targetEvidence(target, 'proxy_pass')),
          ...paths.slice(0, 2).map(pathEvidence),
          ...failed.evidence,
          ...(group[0]?.lines ?? []),
        ],
        remedy: null,
        whyNoRemedy: isFar
          ? `nothing on this host is at fault by what is seen of it: look at ${name}, and at what is between`
          : `the program that should listen at ${name} is not one that Suture knows; start it, or lead the site to where it is${hint}`,
        sites,
      };
    });
  },
});

/** The servers that one `proxy_pass` leads to. */
type Way = readonly [FastcgiTarget, ...FastcgiTarget[]];

interface Down {
  readonly site: Site;
  /** The `proxy_pass`. */
  readonly place: Place;
  readonly way: Way;
  readonly lines: readonly Evidence[];
}

/** Every `proxy_pass` that breaks a whole site, as nobody listens where it leads. */
export function proxiesDown(facts: Facts & Pick<ReadableFacts, 'sites' | 'siteStatuses'>): readonly Down[] {
  return facts.sites
    .filter((site) => failsAsGateway(site, facts))
    .flatMap((site): readonly Down[] => {
      const ways = waysOf(site);
      const dead = ways.filter((way) => way.every((target) => isDead(target, site, facts)));
      return dead.flatMap((way): readonly Down[] => {
        const lines = linesOf(way, facts);
        // Of a site with several ways, only the log tells on which of them the probe came to grief.
        if (lines.length === 0 && dead.length < ways.length) return [];
        return [{ site, place: way[0].pass, way, lines }];
      });
    });
}

function waysOf({ proxies }: Site): readonly Way[] {
  const ways = new Map<string, [FastcgiTarget, ...FastcgiTarget[]]>();
  for (const target of proxies) {
    const key = JSON.stringify(target.pass);
    const way = ways.get(key);
    if (way === undefined) ways.set(key, [target]);
    else way.push(target);
  }
  return [...ways.values()];
}

/** `127.0.0.1:3000`, or `127.0.0.1:3000 and 127.0.0.1:3001 (upstream app)`. */
function nameOf(way: Way): string {
  const [{ upstream }] = way;
  const addresses = way.map(({ address }) => (address === null ? '?' : showAddress(address))).join(' and ');
  return upstream === null ? addresses : `${addresses} (upstream ${upstream})`;
}

type Facts = Pick<ReadableFacts, 'tcpListeners' | 'unixListeners' | 'paths'> &
  Partial<Pick<ReadableFacts, 'identity' | 'logLines' | 'processes'>>;

/** Of another machine's address only what nginx wrote of the probe's own request tells. */
function isDead({ address }: FastcgiTarget, site: Site, facts: Facts): boolean {
  if (address === null) return false;
  if (isOwn(address, facts.tcpListeners)) return listenersAt(address, facts).length === 0;
  const { identity, logLines, paths } = facts;
  if (identity === undefined || logLines === undefined) return false;
  return probeLines(site, { identity, logLines }, UNREACHED).some((line) => {
    const upstream = upstreamAddress(line);
    return upstream !== null && sameAddress(address, upstream, paths);
  });
}

/** The probe asks a site that has PHP for PHP, so that such a site's answer says nothing of its proxies. */
const failsAsGateway = ({ id, targets }: Site, { siteStatuses }: Pick<ReadableFacts, 'siteStatuses'>): boolean =>
  targets.length === 0 && siteStatuses.some(({ site, status }) => site === id && (status === 502 || status === 504));

/** connect() failed, or took too long; what the program said once it was reached is its own. */
const UNREACHED = /^(?:connect\(\) .*failed|upstream timed out .* while connecting)/;

const linesOf = (way: Way, { logLines, processes, paths }: Facts): readonly Evidence[] =>
  logEvidence(logLines, {
    program: 'nginx',
    since: nginxLoadedAt(processes ?? []) ?? 0,
    matches: (line) => {
      const upstream = upstreamAddress(line);
      return upstream !== null && way.some(({ address }) => address !== null && sameAddress(address, upstream, paths));
    },
  });
