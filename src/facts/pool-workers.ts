import { poolValue } from './pools.ts';
import type { Process } from './system.ts';
import type { Pool } from './topology.ts';

/** The workers of a pool, by their master and their title. */
export const workersOf = ({ name, masterPid }: Pool, processes: readonly Process[]): readonly Process[] =>
  masterPid === null
    ? []
    : processes.filter(
        ({ program, role, parent, title }) =>
          program === 'php-fpm' && role === 'worker' && parent === masterPid && title === `php-fpm: pool ${name}`,
      );

/** How many workers a pool may have: `pm.max_children`; null where it isn't written, which FPM doesn't accept. */
export function mostWorkers(pool: Pool): number | null {
  const written = poolValue(pool, 'pm.max_children') ?? '';
  return /^\d{1,6}$/.test(written) ? Number(written) : null;
}
