import { mayBeLogOf } from '../../facts/fpm-logs.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import type { Pool, Site } from '../../facts/topology.ts';
import { ownRequests } from '../claims/own-requests.ts';
import { probedSince } from '../evidence/probe-lines.ts';
import { hasPool, lastChangeOf } from './fpm-state.ts';
import { nginxLoadedAt } from './nginx-state.ts';

/** A line since whoever it speaks of last started or read its files, with whom it is about. */
export interface SaidLine {
  readonly line: LogLine;
  /** One site where nginx names it, else those of the pool. */
  readonly sites: readonly Site[];
  /** The pools of those sites. */
  readonly pools: readonly Pool[];
  /** Whether it is about Suture's own request. */
  readonly own: boolean;
}

/** The facts that it takes to tell whom lines are about. */
export type SaidFacts = Pick<ReadableFacts, 'identity' | 'sites' | 'logLines'> &
  Partial<Pick<ReadableFacts, 'siteStatuses' | 'routeStatuses' | 'links' | 'fpm' | 'units' | 'processes'>>;

/** The lines of which `speaker` tells whose words they are, as long as they may still be true, oldest first. */
export function saidLines(facts: SaidFacts, speaker: (line: LogLine) => 'nginx' | 'php' | null): readonly SaidLine[] {
  const { identity, sites, logLines, links = [], fpm = [], units, processes = [] } = facts;
  const isOwn = ownRequests(facts);
  const loaded = nginxLoadedAt(processes) ?? 0;
  const poolsOf = (site: Site): readonly Pool[] =>
    links.filter(({ target }) => target.site === site.id).flatMap((link) => link.pools);
  return logLines.flatMap((line): readonly SaidLine[] => {
    const by = speaker(line);
    if (by === null) return [];
    const isNginx = line.program === 'nginx';
    const writers = fpm.filter((program) => mayBeLogOf(program, line.source, fpm));
    const wrote = (pool: Pool): boolean =>
      (line.pool === null || line.pool === pool.name) && writers.some((program) => hasPool(program, pool));
    const about = sites.filter((site) => (isNginx ? (site.names[0] ?? '') === line.server : poolsOf(site).some(wrote)));
    const pools = [...new Map(about.flatMap(poolsOf).map((pool) => [pool.id, pool])).values()];
    const started = fpm
      .filter((program) => pools.some((pool) => hasPool(program, pool)))
      .map((program) => lastChangeOf(program, units, processes));
    const php = started.length === 0 ? 0 : Math.min(...started);
    const own = isNginx ? isOwn(line) : line.at >= probedSince(identity);
    const since = isNginx ? Math.max(loaded, by === 'php' ? php : 0) : php;
    return line.at >= since || own ? [{ line, sites: about, pools, own }] : [];
  });
}
