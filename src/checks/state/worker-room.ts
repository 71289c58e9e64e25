import { mostWorkers, workersOf } from '../../facts/pool-workers.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Pool } from '../../facts/topology.ts';

/** How much of the memory workers may fill: the rest is for peaks, the page cache and everybody else. */
const SHARE = 0.8;

/** How many workers of a pool memory has room for, and the sum that says so. */
export interface WorkerRoom {
  readonly fits: number;
  readonly sum: string;
}

/**
 * (available memory + what PHP-FPM uses now) × 0.8 / a worker's size, less what other pools may still grow to. Size is
 * the average of the pool's workers, PSS where it is known, or the one given, in kB. Null where nothing was weighed.
 */
export function workerRoom(
  pool: Pool,
  facts: Pick<ReadableFacts, 'pools' | 'processes'> & Partial<Pick<ReadableFacts, 'room' | 'memory'>>,
  given: number | null = null,
): WorkerRoom | null {
  const { room, memory, pools, processes } = facts;
  if (room === undefined || memory === undefined) return null;
  const weight = (pid: number, rssKb: number): number =>
    room.workers.find((worker) => worker.pid === pid)?.pssKb ?? rssKb;
  const sizes = (of: Pool): readonly number[] => workersOf(of, processes).map(({ pid, rssKb }) => weight(pid, rssKb));
  const own = given ?? average(sizes(pool));
  if (own === null || own === 0) return null;
  const used = sumOf(pools.flatMap(sizes));
  const limitKb = room.units.find(({ name }) => name === pool.unit)?.limitKb ?? null;
  const free = memory.availableKb + used;
  const bounded = limitKb !== null && limitKb < free;
  const others = pools.filter(({ id, masterPid }) => id !== pool.id && masterPid !== null);
  const kept = sumOf(others.map((other) => (mostWorkers(other) ?? 0) * (average(sizes(other)) ?? own)));
  const whole = (bounded ? limitKb : free) * SHARE - kept;
  const start = bounded
    ? `the unit's limit of ${mb(limitKb)} MB`
    : `(${mb(memory.availableKb)} MB available + ${mb(used)} MB in PHP-FPM's use)`;
  const part = `${start} × ${SHARE}`;
  const rest = kept === 0 ? part : `(${part} - ${mb(kept)} MB kept for other pools)`;
  const fits = Math.max(0, Math.floor(whole / own));
  const most = fits === 1 ? '1 worker' : `${fits} workers`;
  return { fits, sum: `${rest} / ${mb(own)} MB a worker = room for ${most}` };
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

const average = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : sumOf(numbers) / numbers.length;

const mb = (kb: number): string => (kb < 10_240 ? (kb / 1024).toFixed(1) : String(Math.round(kb / 1024)));
