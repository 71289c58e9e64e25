import type { Packaging, RemovedPhp } from '../../facts/packaging.ts';
import type { FpmProgram } from '../../facts/programs.ts';
import type { FastcgiTarget } from '../../facts/topology.ts';

/** The trace of the PHP that a socket's path names, where that PHP was on the host and is gone; else undefined. */
export function removedVersion(
  { address }: Pick<FastcgiTarget, 'address'>,
  fpm: readonly FpmProgram[],
  packaging: Packaging | undefined,
): RemovedPhp | undefined {
  const [, major, minor] = address?.kind === 'unix' ? (NAMED.exec(address.path) ?? []) : [];
  if (major === undefined || minor === undefined) return undefined;
  const version = `${major}.${minor}`;
  if (fpm.some((program) => program.version === version || program.version.startsWith(`${version}.`))) return undefined;
  return packaging?.removedPhp.find((removed) => removed.version === version);
}

/** `php8.1-fpm.sock`, `php-fpm-8.1`, and `php81`, as Remi's collections have it. */
const NAMED = /php(?:-?fpm)?-?([5-9])\.?(\d)(?!\d)/;
