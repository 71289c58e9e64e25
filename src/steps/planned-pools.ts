import { poolsOf } from '../facts/pools.ts';
import type { FpmProgram } from '../facts/programs.ts';
import type { Pool } from '../facts/topology.ts';
import { fileIn, type World } from '../plan/world.ts';

/** A host's pools as its files will have them once everything that is planned so far is done. */
export const plannedPools = (world: World, fpm: readonly FpmProgram[]): readonly Pool[] =>
  poolsOf(
    fpm.map((program) => ({
      ...program,
      files: program.files.map((file) => ({ ...file, text: fileIn(world, file.path)?.text ?? file.text })),
    })),
  );
