import type { ConfigFile } from '../../facts/file.ts';
import type { FpmProgram } from '../../facts/programs.ts';
import type { Pool } from '../../facts/topology.ts';
import { poolOption } from '../../facts/pools.ts';
import { hasPool } from './fpm-state.ts';

/** The PHP-FPM that a pool belongs to. */
export const programOf = (pool: Pool, fpm: readonly FpmProgram[]): FpmProgram | undefined =>
  fpm.find((program) => hasPool(program, pool));

/** The file that has a pool's `listen` options, else its section's head. */
export function fileOf(pool: Pool, program: FpmProgram, key = 'listen'): ConfigFile | undefined {
  const path = poolOption(pool, key)?.source.file ?? pool.place.file;
  return program.files.find((file) => file.path === path);
}
