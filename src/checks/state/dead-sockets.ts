import type { FolderState, PathState } from '../../facts/file.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Unit } from '../../facts/system.ts';
import type { Link, Pool } from '../../facts/topology.ts';
import { type FpmDemand, fpmDemands, hasPool, linksMeant } from './fpm-state.ts';
import { listenersAt, pathOf } from './listeners.ts';

/** A socket file that a stopped PHP-FPM left behind, on which nobody listens; its start would remove it. */
export interface DeadSocket {
  readonly demand: FpmDemand;
  readonly pool: Pool;
  readonly path: PathState;
  readonly links: readonly Link[];
}

/** Every dead socket of a wanted PHP-FPM that is stopped, where one can be set aside. */
export function deadSockets(
  facts: Pick<ReadableFacts, 'fpm' | 'links' | 'pools' | 'paths' | 'unixListeners' | 'tcpListeners'>,
  units: readonly Unit[] | undefined,
): readonly DeadSocket[] {
  return fpmDemands(facts.fpm, facts.links, units)
    .filter(({ state }) => state === 'stopped')
    .flatMap((demand) => {
      const pools = facts.pools.filter((pool) => hasPool(demand.program, pool));
      return pools.flatMap((pool): readonly DeadSocket[] => {
        const path = pathOf(pool.listen, facts.paths);
        if (pool.listen === null || path?.kind !== 'socket' || path.folders.some(isOpenToAll)) return [];
        if (listenersAt(pool.listen, facts).length > 0) return [];
        const links = linksMeant(demand, pool, pools);
        return links.length === 0 ? [] : [{ demand, pool, path, links }];
      });
    });
}

/** Out of a folder in which everybody may write nothing is set aside: PHP-FPM itself unlinks what is dead there as it starts. */
const isOpenToAll = ({ mode }: FolderState): boolean => (Number.parseInt(mode, 8) & 0o002) !== 0;
