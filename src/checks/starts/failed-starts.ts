import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Unit } from '../../facts/system.ts';
import type { Severity } from '../finding.ts';
import { isFelt } from '../evidence/way-evidence.ts';
import { fpmDemands, servesElsewhere, sitesOfLinks, whoNeeds } from '../state/fpm-state.ts';
import { nginxUnitOf } from '../state/nginx-state.ts';
import { obstaclesOf } from '../state/obstacles.ts';
import { waysOwnedBy } from '../state/owned-ways.ts';
import { nginxStartFault } from './nginx-start.ts';
import { startFault } from './start-fault.ts';
import type { StartFault } from './start-reason.ts';

/** A service that is wanted and can't be started. */
export interface FailedService {
  readonly fault: StartFault;
  readonly severity: Severity;
  readonly sites: readonly string[];
  /** Completes "…, and": who needs it. */
  readonly needed: string;
}

/** What tells which services are wanted and how their last starts went. */
export const STARTS_REST_ON = ['nginx', 'processes', 'units', 'ownerSearch', 'sites'] as const;

/** PHP-FPM's side, the routes and the logs, which are left out where they aren't known. */
export const STARTS_BESIDE = [
  'fpm',
  'links',
  'pools',
  'paths',
  'unixListeners',
  'tcpListeners',
  'routes',
  'owners',
  'siteStatuses',
  'logLines',
  'identity',
] as const;

/** What the checks of starts are given. */
export type ServiceFacts = Pick<ReadableFacts, (typeof STARTS_REST_ON)[number]> &
  Partial<Pick<ReadableFacts, (typeof STARTS_BESIDE)[number]>>;

/** nginx, each PHP-FPM and each other service behind a route whose last start failed of what is still so. */
export function failedServices(facts: ServiceFacts): readonly FailedService[] {
  const all = [...ofNginx(facts), ...ofFpm(facts), ...ofOthers(facts)];
  return [...new Map(all.toReversed().map((each) => [each.fault.start.unit.name, each])).values()].toReversed();
}

function ofNginx(facts: ServiceFacts): readonly FailedService[] {
  const { nginx, processes, units, sites } = facts;
  const fault = nginxStartFault(facts);
  const unit = nginxUnitOf(nginx, units, processes);
  if (fault === null || (unit?.enabled !== 'enabled' && sites.length === 0)) return [];
  const many = `none of ${sites.length} site${sites.length === 1 ? '' : 's'} answers`;
  return [{ fault, severity: 'critical', sites: sites.map(({ id }) => id), needed: many }];
}

function ofFpm(facts: ServiceFacts): readonly FailedService[] {
  const { fpm, links, pools, paths, unixListeners, tcpListeners, units, ownerSearch } = facts;
  const isKnown = fpm && links && pools && paths && unixListeners && tcpListeners;
  if (!isKnown) return [];
  return fpmDemands(fpm, links, units).flatMap((demand): readonly FailedService[] => {
    const { start } = obstaclesOf(
      demand,
      { fpm, links, pools, paths, unixListeners, tcpListeners, ownerSearch, nginx: facts.nginx },
      units,
    );
    const wanting = demand.wanted.filter(({ listening }) => !listening);
    if (start === null || (wanting.length === 0 && !servesElsewhere(demand, facts.nginx))) return [];
    return [{ fault: start, severity: 'critical', sites: sitesOfLinks(wanting), needed: `${whoNeeds(wanting)} it` }];
  });
}

function ofOthers(facts: ServiceFacts): readonly FailedService[] {
  const { routes, owners, siteStatuses } = facts;
  if (routes === undefined || owners === undefined || siteStatuses === undefined) return [];
  const owned = waysOwnedBy(['service', 'apache'], { routes, owners });
  const names = [...new Set(owned.map((each) => each.owned.owner.unit))];
  return names.flatMap((name): readonly FailedService[] => {
    const fault = serviceFault(name, facts);
    if (fault === null || fault === 'gone') return [];
    const ways = owned.flatMap((each) => (each.owned.owner.unit === name ? [each.way] : []));
    const sites = [...new Set(ways.map(({ route }) => route.site))];
    const needed = `${sites.join(', ')} hand${sites.length === 1 ? 's' : ''} requests on to it`;
    return [
      {
        fault,
        severity: isFelt(ways, { ...facts, siteStatuses }) ? 'critical' : 'warning',
        sites,
        needed,
      },
    ];
  });
}

/** The fault of a service's start; of one that a socket unit starts, that of its own. */
export function serviceFault(
  name: string,
  facts: Pick<ReadableFacts, 'ownerSearch'> & Partial<Pick<ReadableFacts, 'units'>> & Parameters<typeof startFault>[1],
): ReturnType<typeof startFault> {
  const all: readonly Unit[] = [...(facts.units ?? []), ...facts.ownerSearch.units];
  const unit =
    all.find((each) => each.name === name.replace(/\.socket$/, '.service')) ?? all.find((each) => each.name === name);
  return unit === undefined ? null : startFault(unit, facts);
}
