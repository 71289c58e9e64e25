import type { JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { poolsOf } from '../facts/pools.ts';
import type { Pool } from '../facts/topology.ts';
import type { World } from '../plan/world.ts';
import { textArgument, writtenText } from './arguments.ts';

/** Where a pool's section is, and what runs it. */
export interface PoolToSet {
  readonly file: string;
  readonly section: string;
  readonly unit: string | null;
}

/** The pool that a finding names, or the one that a playbook means by `pool`, and by `version` where several have its name. */
export function poolToSet(world: World, given: JsonObject): Result<PoolToSet, string> {
  const file = textArgument(given, 'file');
  const section = textArgument(given, 'section');
  if (file !== null && section !== null) return ok({ file, section, unit: textArgument(given, 'unit') });
  const pool = namedPool(world, given);
  return pool.ok ? ok({ file: pool.value.place.file, section: pool.value.name, unit: pool.value.unit }) : pool;
}

/** The pool that a playbook means by `pool`, and by `version` where several have its name. */
export function namedPool({ facts }: World, given: JsonObject): Result<Pool, string> {
  const name = textArgument(given, 'pool');
  if (name === null) return err('no finding names the pool, and no `pool` is given');
  if (facts.fpm.state !== 'known') return err(`this host's pools aren't known: ${facts.fpm.why}`);
  const version = writtenText(given['version'] ?? null);
  const all = poolsOf(facts.fpm.value);
  const named = all.filter((pool) => pool.name === name && (version === null || isVersion(pool.version, version)));
  const [pool, twin] = named;
  if (pool === undefined)
    return err(`there is no pool ${name}; pools here: ${all.map((each) => each.name).join(', ')}`);
  if (twin !== undefined) return err(`several pools are called ${name}; \`version\` says which is meant`);
  return ok(pool);
}

/** Whether a PHP version is the wanted one, which may leave out its last number. */
export const isVersion = (version: string, wanted: string): boolean =>
  version === wanted || version.startsWith(`${wanted}.`);
