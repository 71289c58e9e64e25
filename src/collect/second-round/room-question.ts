import { mostWorkers, workersOf } from '../../facts/pool-workers.ts';
import type { Process, Unit } from '../../facts/system.ts';
import type { Pool } from '../../facts/topology.ts';
import type { RoomQuestion } from './room.ts';

/** No more processes than these have their files counted, and no more workers are weighed. */
const MOST_PROCESSES = 64;

/** Folders that nginx and PHP-FPM write to wherever they run; those that a host lacks are passed over. */
const FOLDERS = ['/run', '/tmp', '/var/log', '/var/lib/nginx', '/var/lib/php', '/var/cache/nginx'];

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
  const masters = processes.filter(({ role }) => role === 'master');
  const nginx = processes.filter(({ program, role }) => program === 'nginx' && role === 'worker');
  return {
    sockets: distinct(
      pools.flatMap(({ listen }) => (listen?.kind === 'unix' ? [listen.path.replace(/^\/var\/run\//, '/run/')] : [])),
    ),
    ports: distinct(pools.flatMap(({ listen }) => (listen?.kind === 'tcp' ? [listen.port] : []))),
    pids: [...masters, ...nginx].slice(0, MOST_PROCESSES).map(({ pid }) => pid),
    weighed: weighed.slice(0, MOST_PROCESSES).map(({ pid }) => pid),
    units: distinct(pools.flatMap(({ unit }) => (unit === null ? [] : [unit]))).slice(0, 20),
    folders: FOLDERS,
    logs: distinct(logs).slice(0, 8),
    outOfMemory,
  };
}

const distinct = <Item>(items: readonly Item[]): readonly Item[] => [...new Set(items)];
