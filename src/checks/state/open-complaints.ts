import { type Complaint, complaintsIn } from '../../facts/complaints.ts';
import { mayBeLogOf } from '../../facts/fpm-logs.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { NamedPath } from '../../facts/named-path.ts';
import type { Pool, Site } from '../../facts/topology.ts';
import { ownRequests } from '../claims/own-requests.ts';
import type { ErrorGrades } from '../define-check.ts';
import { probedSince } from '../evidence/probe-lines.ts';
import { isBroken } from '../evidence/site-status.ts';
import type { Severity } from '../finding.ts';
import { hasPool, lastChangeOf } from './fpm-state.ts';
import { nginxLoadedAt } from './nginx-state.ts';

/** A complaint since whoever made it last started or read its files. */
export interface OpenComplaint extends Complaint {
  /** What stands there; undefined where it was not asked. */
  readonly named: NamedPath | undefined;
  /** The sites of which it speaks: one where nginx says so, else those of the pool. */
  readonly sites: readonly Site[];
  /** The pools of those sites. */
  readonly pools: readonly Pool[];
  /** Whether Suture's own request was met by it. */
  readonly own: boolean;
}

/** The facts that it takes to tell whose complaints are. */
export type ComplaintFacts = Pick<ReadableFacts, 'identity' | 'sites' | 'siteStatuses' | 'logLines' | 'namedPaths'> &
  Partial<Pick<ReadableFacts, 'routeStatuses' | 'links' | 'fpm' | 'units' | 'processes'>>;

/** Every complaint that may still be true, oldest first. */
export function openComplaints(facts: ComplaintFacts): readonly OpenComplaint[] {
  const { identity, sites, logLines, namedPaths, links = [], fpm = [], units, processes = [] } = facts;
  const named = new Map(namedPaths.map((each) => [each.state.path, each]));
  const isOwn = ownRequests(facts);
  const loaded = nginxLoadedAt(processes) ?? 0;
  const poolsOfSite = (site: string): readonly Pool[] => [
    ...new Map(
      links.filter(({ target }) => target.site === site).flatMap((link) => link.pools.map((pool) => [pool.id, pool])),
    ).values(),
  ];
  return logLines.flatMap((line): readonly OpenComplaint[] => {
    const found = complaintsIn(line);
    if (found.length === 0) return [];
    const writers = fpm.filter((program) => mayBeLogOf(program, line.source, fpm));
    const about =
      line.program === 'nginx'
        ? sites.filter(({ names }) => (names[0] ?? '') === line.server)
        : sites.filter(({ id }) =>
            poolsOfSite(id).some(
              (pool) =>
                (line.pool === null || line.pool === pool.name) && writers.some((program) => hasPool(program, pool)),
            ),
          );
    const pools = about.flatMap(({ id }) => poolsOfSite(id));
    const programs = fpm.filter((program) => pools.some((pool) => hasPool(program, pool)));
    const started = programs.map((program) => lastChangeOf(program, units, processes));
    const since =
      line.program === 'nginx'
        ? Math.max(loaded, found[0]?.by === 'php' && started.length > 0 ? Math.min(...started) : 0)
        : Math.min(...started, Infinity);
    const own = line.program === 'nginx' ? isOwn(line) : line.at >= probedSince(identity);
    if (line.at < since && !own) return [];
    return found.map((each) => ({ ...each, named: named.get(each.path), sites: about, pools, own }));
  });
}

/**
 * How bad it is: critical where a site fails now, as our own request met; else by how many met it.
 */
export function gradeOf(
  complaints: readonly Pick<OpenComplaint, 'own' | 'sites'>[],
  { siteStatuses }: Pick<ReadableFacts, 'siteStatuses'>,
  { warning }: ErrorGrades,
): Severity {
  const met = new Set(complaints.filter(({ own }) => own).flatMap(({ sites }) => sites.map(({ id }) => id)));
  const fails = siteStatuses.some(
    (status) => met.has(status.site) && (isBroken(status) || (status.status ?? 0) >= 400),
  );
  if (fails) return 'critical';
  return complaints.some(({ own }) => own) || complaints.length >= warning ? 'warning' : 'notice';
}

/** The sites of complaints, each once. */
export const sitesOfComplaints = (complaints: readonly Pick<OpenComplaint, 'sites'>[]): readonly string[] => [
  ...new Set(complaints.flatMap(({ sites }) => sites.map(({ id }) => id))),
];
