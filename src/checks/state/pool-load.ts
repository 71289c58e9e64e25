import { mostWorkers, workersOf } from '../../facts/pool-workers.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Process } from '../../facts/system.ts';
import type { Pool } from '../../facts/topology.ts';
import { realPathBy } from '../../facts/real-path.ts';

/** How busy a pool is. */
export interface PoolLoad {
  readonly pool: Pool;
  readonly workers: readonly Process[];
  /** `pm.max_children` */
  readonly most: number;
  /** Requests in work; null where nobody could count them. */
  readonly taken: number | null;
  /** Requests that wait for a worker; null where nobody could count them. */
  readonly waiting: number | null;
}

type LoadFacts = Pick<ReadableFacts, 'processes' | 'pools'> &
  Partial<Pick<ReadableFacts, 'room' | 'paths' | 'unixListeners' | 'tcpListeners'>>;

/** The load of every pool that runs. */
export const poolLoads = (facts: LoadFacts): readonly PoolLoad[] =>
  facts.pools.flatMap((pool) => {
    const most = mostWorkers(pool);
    const workers = workersOf(pool, facts.processes);
    return most === null || workers.length === 0 ? [] : [{ pool, workers, most, ...requestsOf(pool, facts) }];
  });

/** Whether a pool has all the workers that it may have, and each has a request. A worker that is stopped isn't busy. */
export function isExhausted({ workers, most, taken, waiting }: PoolLoad): boolean {
  if (workers.length < most || workers.every(({ activity }) => activity === 'T' || activity === 't')) return false;
  return taken === null ? (waiting ?? 0) > 0 : taken >= most;
}

/** `workers-exhausted:POOL` for each of these pools that is exhausted, as a symptom names its root. */
export const exhaustedAmong = (pools: readonly Pool[], facts: LoadFacts): readonly string[] =>
  poolLoads(facts)
    .filter((load) => isExhausted(load) && pools.some(({ id }) => id === load.pool.id))
    .map(({ pool }) => `workers-exhausted:${pool.id}`);

function requestsOf({ listen }: Pool, facts: LoadFacts): Pick<PoolLoad, 'taken' | 'waiting'> {
  if (listen === null) return { taken: null, waiting: null };
  const realPath = realPathBy(facts.paths ?? []);
  const at = listen.kind === 'tcp' ? listen.port : realPath(listen.path);
  const counted = facts.room?.connections.find((each) =>
    typeof each.at === 'number' ? each.at === at : realPath(each.at) === at,
  );
  if (counted !== undefined) return { taken: counted.taken, waiting: counted.waiting };
  const listener =
    listen.kind === 'tcp'
      ? facts.tcpListeners?.find(({ port }) => port === listen.port)
      : facts.unixListeners?.find(({ path }) => realPath(path) === at);
  return { taken: null, waiting: listener?.queued ?? null };
}
