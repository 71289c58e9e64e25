import { mostWorkers, workersOf } from '../../facts/pool-workers.ts';
import type { Process, Unit } from '../../facts/system.ts';
import type { Pool } from '../../facts/topology.ts';
import type { RoomQuestion } from './room.ts';

/** No more workers than these are weighed. */
const MOST_WEIGHED = 64;

/** Asks for the weight of workers only where their number matters: where a pool has all that it may have, or memory ran out. */
export function roomQuestion(
  pools: readonly Pool[],
  processes: readonly Process[],
  units: readonly Unit[],
  logs: readonly string[],
): RoomQuestion {
  const full = pools.filter((pool) => workersOf(pool, processes).length >= (mostWorkers(pool) ?? Infinity));
  const outOfMemory = units.some(({ result }) => result === 'oom-kill');
  const weighed = outOfMemory || full.length > 0 ? pools.flatMap((pool) => workersOf(pool, processes)) : [];
  return {
    sockets: distinct(
      pools.flatMap(({ listen }) => (listen?.kind === 'unix' ? [listen.path.replace(/^\/var\/run\//, '/run/')] : [])),
    ),
    ports: distinct(pools.flatMap(({ listen }) => (listen?.kind === 'tcp' ? [listen.port] : []))),
    weighed: weighed.slice(0, MOST_WEIGHED).map(({ pid }) => pid),
    units: distinct(pools.flatMap(({ unit }) => (unit === null ? [] : [unit]))).slice(0, 20),
    logs: distinct(logs).slice(0, 8),
    outOfMemory,
  };
}

const distinct = <Item>(items: readonly Item[]): readonly Item[] => [...new Set(items)];
