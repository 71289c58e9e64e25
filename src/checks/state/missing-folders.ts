import type { PathState } from '../../facts/file.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import { refuses } from '../../facts/programs.ts';
import type { Unit } from '../../facts/system.ts';
import type { Link, Pool } from '../../facts/topology.ts';
import { type FpmDemand, fpmDemands, hasPool, shortName } from './fpm-state.ts';
import { pathOf } from './listeners.ts';

/** A folder that doesn't exist though a pool's socket belongs in it, and what suffers from it. */
export interface MissingFolder {
  /** The first folder on the way that is missing. */
  readonly folder: string;
  /** Whether the socket's path continues right below it. */
  readonly direct: boolean;
  readonly demand: FpmDemand;
  readonly pool: Pool;
  readonly path: PathState;
  readonly links: readonly Link[];
}

/** Every missing folder that keeps a wanted PHP-FPM from starting, or a running one from being found. */
export function missingFolders(
  { fpm, links, pools, paths }: Pick<ReadableFacts, 'fpm' | 'links' | 'pools' | 'paths'>,
  units: readonly Unit[] | undefined,
): readonly MissingFolder[] {
  const all = fpmDemands(fpm, links, units).flatMap((demand) =>
    pools
      .filter((pool) => hasPool(demand.program, pool))
      .flatMap((pool): readonly MissingFolder[] => {
        const path = pathOf(pool.listen, paths);
        const folder = path?.folders.find(({ exists }) => !exists)?.path;
        if (path === undefined || folder === undefined || comesWithStart(folder, demand)) return [];
        const own = demand.links.filter((link) => link.pools.some(({ id }) => id === pool.id));
        // One pool that can't bind keeps the whole master down; in a running one it hurts only its own sites.
        const suffering = demand.state === 'stopped' ? demand.wanted : own;
        if (suffering.length === 0) return [];
        const direct = path.realPath.startsWith(`${folder}/`) && !path.realPath.slice(folder.length + 1).includes('/');
        return [{ folder, direct, demand, pool, path, links: suffering }];
      }),
  );
  return [...new Map(all.toReversed().map((each) => [each.folder, each])).values()].toReversed();
}

/**
 * systemd makes and removes the folder of `RuntimeDirectory=` with the unit, as Red Hat's php-fpm has it. Named like its
 * unit, and gone with one that stopped or was killed, it is no fault; it may be one after a start that failed, if the
 * configuration is sound.
 */
function comesWithStart(folder: string, { state, unit, program }: FpmDemand): boolean {
  if (state === 'running' || unit === undefined || folder !== `/run/${shortName(unit.name)}`) return false;
  return refuses(program.test) || !['exit-code', 'protocol', 'start-limit-hit'].includes(unit.result);
}
