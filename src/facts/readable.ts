import { onceForEach } from '../base/once-for-each.ts';
import { type Fact, known, unknown } from './fact.ts';
import type { HostFacts } from './host-facts.ts';
import type { FactName, ReadableFacts } from './known-facts.ts';
import { linksOf } from './links.ts';
import { type SiteStatus, wasAsked } from './network.ts';
import { NOTHING_SEARCHED } from './owners/owner-search.ts';
import { ownersOf } from './owners/owners.ts';
import { poolsOf } from './pools.ts';
import { recorded } from './recorded.ts';
import { routeStatusesOf } from './route-statuses.ts';
import { routesOf } from './routes/routes.ts';
import { sitesOf } from './sites.ts';
import { unlikeVisitors } from './unlike-visitors.ts';
import { withWriterTimes } from './writer-times.ts';

/** Every fact of a host that checks and steps may read. */
export type ReadableHost = { readonly [Name in FactName]: Fact<ReadableFacts[Name]> };

/**
 * A host's facts with those that are derived from them, each worked out once, when it is first asked for. It is known
 * that a host without nginx has no sites, and one without PHP-FPM no pools, so that its links lead nowhere. A
 * configuration that its program refuses is still read. What rests on an unknown fact is unknown for its reason.
 */
export const readable = onceForEach((host: HostFacts): ReadableHost => {
  const facts = withExactTimes(recorded(host));
  const sites = once(() => derived(facts.nginx, sitesOf));
  const routes = once(() => derived(facts.nginx, routesOf));
  const pools = once(() => derived(facts.fpm, poolsOf));
  const owners = once(() => ownersFact(facts, routes(), pools()));
  const links = once(() => linksFact(facts, sites(), pools(), owners()));
  const answers = once(() => answersFact(facts, sites()));
  const asVisitor = once(() => mapped(answers(), (all) => all.filter(({ pastCache }) => pastCache === undefined)));
  const siteStatuses = once(() => mapped(asVisitor(), firstOfEachSite));
  const routeStatuses = once(() => mapped(asVisitor(), (all) => routeStatusesOf(listOf(routes()), all)));
  const pastCaches = once(() => mapped(answers(), (all) => all.filter(({ pastCache }) => pastCache === true)));
  return {
    ...facts,
    get siteStatuses() {
      return siteStatuses();
    },
    get routeStatuses() {
      return routeStatuses();
    },
    get pastCaches() {
      return pastCaches();
    },
    get sites() {
      return sites();
    },
    get routes() {
      return routes();
    },
    get pools() {
      return pools();
    },
    get owners() {
      return owners();
    },
    get links() {
      return links();
    },
  };
});

const withExactTimes = (facts: HostFacts): HostFacts =>
  facts.logLines.state === 'known' && facts.processes.state === 'known'
    ? { ...facts, logLines: known(withWriterTimes(facts.logLines.value, facts.processes.value)) }
    : facts;

/** nginx's clock, which its log is written by, may be behind by a moment. */
const CLOCKS_APART = 2;

/** All answers, each with why it is no word on what visitors get. */
function answersFact(
  { siteStatuses, nginx, logLines, identity }: HostFacts,
  sites: ReadableHost['sites'],
): ReadableHost['siteStatuses'] {
  if (siteStatuses.state !== 'known' || nginx.state !== 'known') return siteStatuses;
  const since = identity.state === 'known' ? identity.value.now - CLOCKS_APART : Infinity;
  const around = { nginx: nginx.value, ownLines: listOf(logLines).filter(({ at }) => at >= since) };
  return known(
    siteStatuses.value.map((status) => {
      const site = listOf(sites).find(({ id }) => id === status.site);
      const why = site === undefined || !wasAsked(status) ? null : unlikeVisitors(site, status, around);
      return why === null ? status : { ...status, unlikeVisitors: why };
    }),
  );
}

/** A site's own request is the first of its requests. */
function firstOfEachSite(answers: readonly SiteStatus[]): readonly SiteStatus[] {
  const seen = new Set<string>();
  return answers.filter(({ site }) => !seen.has(site) && seen.add(site));
}

const mapped = <From, To>(fact: Fact<From>, derive: (value: From) => To): Fact<To> =>
  fact.state === 'known' ? known(derive(fact.value)) : fact;

function linksFact(
  facts: HostFacts,
  sites: ReadableHost['sites'],
  pools: ReadableHost['pools'],
  owners: ReadableHost['owners'],
): ReadableHost['links'] {
  if (sites.state === 'known' && sites.value.length === 0) return known([]);
  const { paths, unixListeners, tcpListeners } = facts;
  const reasons = [sites, pools, paths, unixListeners, tcpListeners].flatMap((fact) =>
    fact.state === 'unknown' ? [fact.why] : [],
  );
  if (reasons.length > 0) return unknown([...new Set(reasons)].join('; '));
  const owned = owners.state === 'known' ? owners.value : null;
  return known(
    linksOf(listOf(sites), listOf(pools), listOf(paths), listOf(unixListeners), listOf(tcpListeners), owned),
  );
}

function ownersFact(
  facts: HostFacts,
  routes: ReadableHost['routes'],
  pools: ReadableHost['pools'],
): ReadableHost['owners'] {
  if (routes.state === 'known' && routes.value.length === 0) return known([]);
  const { paths, unixListeners, tcpListeners, processes, ownerSearch, fpm } = facts;
  const reasons = [routes, pools, paths, unixListeners, tcpListeners, processes, ownerSearch, fpm].flatMap((fact) =>
    fact.state === 'unknown' ? [fact.why] : [],
  );
  if (reasons.length > 0) return unknown([...new Set(reasons)].join('; '));
  return known(
    ownersOf({
      routes: listOf(routes),
      pools: listOf(pools),
      paths: listOf(paths),
      unixListeners: listOf(unixListeners),
      tcpListeners: listOf(tcpListeners),
      processes: listOf(processes),
      fpm: listOf(fpm),
      ownerSearch: ownerSearch.state === 'known' ? ownerSearch.value : NOTHING_SEARCHED,
    }),
  );
}

function derived<From, Item>(fact: Fact<From>, derive: (value: From) => readonly Item[]): Fact<readonly Item[]> {
  if (fact.state === 'unknown') return fact;
  return known(fact.state === 'known' ? derive(fact.value) : []);
}

const listOf = <Item>(fact: Fact<readonly Item[]>): readonly Item[] => (fact.state === 'known' ? fact.value : []);

function once<Value>(work: () => Value): () => Value {
  let done: { readonly value: Value } | null = null;
  return () => (done ??= { value: work() }).value;
}
