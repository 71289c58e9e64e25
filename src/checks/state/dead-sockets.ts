import type { PathState } from '../../facts/file.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Unit } from '../../facts/system.ts';
import type { Link, Pool } from '../../facts/topology.ts';
import { type FpmDemand, fpmDemands, hasPool } from './fpm-state.ts';
import { listenersAt, pathOf } from './listeners.ts';

/** A socket file that a stopped PHP-FPM left behind, on which nobody listens, and which sites still name. */
export interface DeadSocket {
  readonly demand: FpmDemand;
  readonly pool: Pool;
  readonly path: PathState;
  readonly links: readonly Link[];
}

/** Every dead socket of a pool that a site needs. */
export function deadSockets(
  facts: Pick<ReadableFacts, 'fpm' | 'links' | 'paths' | 'unixListeners' | 'tcpListeners'>,
  units: readonly Unit[] | undefined,
): readonly DeadSocket[] {
  return fpmDemands(facts.fpm, facts.links, units)
    .filter(({ state }) => state === 'stopped')
    .flatMap((demand) =>
      poolsOfLinks(demand).flatMap((pool): readonly DeadSocket[] => {
        const path = pathOf(pool.listen, facts.paths);
        if (pool.listen === null || path?.kind !== 'socket') return [];
        if (listenersAt(pool.listen, facts).length > 0) return [];
        const links = demand.links.filter(({ pools }) => pools.some(({ id }) => id === pool.id));
        return [{ demand, pool, path, links }];
      }),
    );
}

function poolsOfLinks({ program, links }: FpmDemand): readonly Pool[] {
  const pools = links.flatMap((link) => link.pools).filter((pool) => hasPool(program, pool));
  return [...new Map(pools.map((pool) => [pool.id, pool])).values()];
}
