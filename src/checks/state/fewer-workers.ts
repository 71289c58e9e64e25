import type { ReadableFacts } from '../../facts/known-facts.ts';
import { mostWorkers } from '../../facts/pool-workers.ts';
import type { FpmProgram } from '../../facts/programs.ts';
import type { Pool } from '../../facts/topology.ts';
import { hasPool, subjectOf } from './fpm-state.ts';
import { type OutOfMemory, outOfMemory } from './out-of-memory.ts';
import { type WorkerRoom, workerRoom } from './worker-room.ts';

type Facts = Pick<ReadableFacts, 'pools'> & Partial<Pick<ReadableFacts, 'room' | 'memory' | 'processes'>>;

/** The pool that should have fewer workers, and how many fit if each grows as large as the one that was killed. */
export interface FewerWorkers {
  readonly pool: Pool | undefined;
  readonly room: WorkerRoom | null;
  /** Why no number follows; empty where one does. */
  readonly why: string;
}

/** How many workers a PHP-FPM that ran out of memory should have. */
export function fewerWorkers({ program, killedKb }: OutOfMemory, facts: Facts): FewerWorkers {
  const pool = facts.pools
    .filter((each) => hasPool(program, each))
    .toSorted((one, other) => (mostWorkers(other) ?? 0) - (mostWorkers(one) ?? 0))[0];
  if (pool === undefined) return { pool, room: null, why: `${subjectOf(program)} has no pool` };
  const room = killedKb === null ? null : workerRoom(pool, { ...facts, processes: facts.processes ?? [] }, killedKb);
  return { pool, room, why: whyNoNumber(room, mostWorkers(pool) ?? 0) };
}

/** The root of a PHP-FPM that is stopped: lack of memory, where something can be done about that. */
export const stoppedForMemory = (
  program: FpmProgram,
  facts: Facts & Pick<ReadableFacts, 'fpm'> & Partial<Pick<ReadableFacts, 'units' | 'logLines'>>,
): readonly string[] =>
  outOfMemory({ ...facts, units: facts.units ?? [] })
    .filter((fault) => fault.stopped && fault.program === program && fewerWorkers(fault, facts).why === '')
    .map(({ limitKb }) => `${limitKb === null ? 'worker-oom-killed' : 'memory-max'}:${subjectOf(program)}`);

function whyNoNumber(room: WorkerRoom | null, most: number): string {
  if (room === null) {
    return "how large workers grow is not known, as the kernel's log was not readable; fewer workers (pm.max_children) or a lower memory_limit would bound what they take";
  }
  if (room.fits === 0) {
    return `memory has no room for a single worker of that size (${room.sum}): memory_limit is too high for this host`;
  }
  return room.fits < most
    ? ''
    : `memory has room for the ${most} workers that are allowed (${room.sum}), so something else took it, or one worker grew for a moment: a lower memory_limit would bound it`;
}
