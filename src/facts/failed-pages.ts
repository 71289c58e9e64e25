import type { NginxProgram } from './programs.ts';
import { routeTaking } from './routes/route-taking.ts';
import type { Site } from './topology.ts';
import type { AccessLog, FailedPage } from './visitors.ts';

/** What visitors of one site met; a log that several share tells of a site only where it has the host. */
export interface SiteVisits {
  /** Null for what can't be told apart. */
  readonly site: string | null;
  readonly logs: readonly string[];
  /** Requests in those logs, of other sites too where they share them. */
  readonly requests: number;
  readonly from: number | null;
  readonly cut: boolean;
  readonly failed: readonly (FailedPage & { readonly route: string | null })[];
}

/** What access logs tell, site by site; sites that failed nobody, and those that nobody visited, are left out. */
export function visitsOf(
  logs: readonly AccessLog[],
  sites: readonly Site[],
  nginx: NginxProgram | null,
): readonly SiteVisits[] {
  const bySite = new Map<string | null, SiteVisits & { failed: SiteVisits['failed'][number][] }>();
  for (const log of logs) {
    for (const page of log.failed) {
      const site = siteOf(log, page.host, sites);
      const route = site === null || page.page === null || nginx === null ? null : routeTaking(nginx, site, page.page);
      const seen = bySite.get(site);
      const visits = seen === undefined ? startedWith(site, log) : withLog(seen, log);
      bySite.set(site, { ...visits, failed: [...(seen?.failed ?? []), { ...page, route }] });
    }
  }
  return [...bySite.values()].map((visits) => ({
    ...visits,
    failed: visits.failed.toSorted((one, other) => other.count - one.count),
  }));
}

const startedWith = (site: string | null, { source, requests, from, cut }: AccessLog): Omit<SiteVisits, 'failed'> => ({
  site,
  logs: [source],
  requests,
  from,
  cut,
});

function withLog(visits: SiteVisits, { source, requests, from, cut }: AccessLog): Omit<SiteVisits, 'failed'> {
  if (visits.logs.includes(source)) return visits;
  return {
    site: visits.site,
    logs: [...visits.logs, source],
    requests: visits.requests + requests,
    from: visits.from === null || from === null ? (visits.from ?? from) : Math.min(visits.from, from),
    cut: visits.cut || cut,
  };
}

function siteOf(log: AccessLog, host: string | null, sites: readonly Site[]): string | null {
  const [only] = log.sites;
  if (log.sites.length === 1 && only !== undefined) return only;
  const name = host?.replace(/:\d+$/, '').toLowerCase();
  const named = sites.filter(
    ({ id, names }) => log.sites.includes(id) && names.some((each) => each.toLowerCase() === name),
  );
  return named.length === 1 ? (named[0]?.id ?? null) : null;
}
