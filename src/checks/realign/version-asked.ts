import type { Link, Pool } from '../../facts/topology.ts';
import { allows, ifApproved, type Verdict } from './verdict.ts';

/** Whether the pool's PHP is of the major version that the address names, if it names one. */
export function versionAsked(links: readonly Link[], pool: Pool): Verdict {
  const address = links[0]?.target.address;
  const [, major, minor] = address?.kind === 'unix' ? (NAMED.exec(address.path) ?? []) : [];
  if (major === undefined) return allows();
  const has = /^\d+/.exec(pool.version)?.[0];
  if (has === major) return allows(`PHP ${pool.version} is of the major version that was asked for`);
  return ifApproved(
    `PHP ${major}.${minor ?? '?'} was asked for, and pool ${pool.name} has ${pool.version || 'a version that is not known'}`,
  );
}

const NAMED = /php(?:-?fpm)?-?([5-9])\.?(\d)(?!\d)/;
