import type { PathState } from '../../facts/file.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Unit } from '../../facts/system.ts';
import type { Link, Pool } from '../../facts/topology.ts';
import { type FpmDemand, fpmDemands, hasPool } from './fpm-state.ts';
import { pathOf } from './listeners.ts';

/** A folder or a file that stands where a pool's socket belongs, and what suffers from it. */
export interface OccupiedPath {
  readonly demand: FpmDemand;
  readonly pool: Pool;
  readonly path: PathState;
  readonly links: readonly Link[];
}

/** Every path of a wanted PHP-FPM's pools at which something else than a socket stands. */
export function occupiedPaths(
  { fpm, links, pools, paths }: Pick<ReadableFacts, 'fpm' | 'links' | 'pools' | 'paths'>,
  units: readonly Unit[] | undefined,
): readonly OccupiedPath[] {
  const all = fpmDemands(fpm, links, units).flatMap((demand) =>
    pools
      .filter((pool) => hasPool(demand.program, pool))
      .flatMap((pool): readonly OccupiedPath[] => {
        const path = pathOf(pool.listen, paths);
        if (path === undefined || path.kind === 'socket' || path.kind === 'missing') return [];
        const own = demand.links.filter((link) => link.pools.some(({ id }) => id === pool.id));
        // One pool that can't bind keeps the whole master down; in a running one it hurts only its own sites.
        const suffering = demand.state === 'stopped' ? demand.wanted : own;
        return suffering.length === 0 ? [] : [{ demand, pool, path, links: suffering }];
      }),
  );
  return [...new Map(all.map((each) => [each.path.realPath, each])).values()];
}
