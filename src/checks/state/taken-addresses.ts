import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Unit } from '../../facts/system.ts';
import type { Link, Pool } from '../../facts/topology.ts';
import { type FpmDemand, fpmDemands, hasPool } from './fpm-state.ts';
import { type Listener, listenersAt } from './listeners.ts';

/** An address that a stopped PHP-FPM must bind, and on which somebody else listens. */
export interface TakenAddress {
  readonly demand: FpmDemand;
  readonly pool: Pool;
  readonly holders: readonly Listener[];
  /** All that sites ask of this PHP-FPM: one address that it can't bind keeps all of it down. */
  readonly links: readonly Link[];
}

/** Every address that keeps a wanted, stopped PHP-FPM from starting because it is taken. */
export function takenAddresses(
  facts: Pick<ReadableFacts, 'fpm' | 'links' | 'pools' | 'paths' | 'unixListeners' | 'tcpListeners'>,
  units: readonly Unit[] | undefined,
): readonly TakenAddress[] {
  return fpmDemands(facts.fpm, facts.links, units)
    .filter(({ state, wanted }) => state === 'stopped' && wanted.length > 0)
    .flatMap((demand) =>
      facts.pools
        .filter((pool) => hasPool(demand.program, pool))
        .flatMap((pool): readonly TakenAddress[] => {
          const holders = pool.listen === null ? [] : listenersAt(pool.listen, facts);
          return holders.length === 0 ? [] : [{ demand, pool, holders, links: demand.wanted }];
        }),
    );
}
