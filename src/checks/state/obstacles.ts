import { isMasked } from '../../facts/unit-refusals.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Unit } from '../../facts/system.ts';
import { showAddress } from '../evidence/show-address.ts';
import { deadSockets } from './dead-sockets.ts';
import { type FpmDemand, refusesItsFiles, subjectOf } from './fpm-state.ts';
import { missingLogFolders } from './log-folders.ts';
import { missingFolders } from './missing-folders.ts';
import { occupiedPaths } from './occupied-paths.ts';
import { takenAddresses } from './taken-addresses.ts';

type Sockets = Pick<ReadableFacts, 'fpm' | 'links' | 'pools' | 'paths' | 'unixListeners' | 'tcpListeners'>;

/** Why a PHP-FPM is down, as the findings (`cause:subject`) that say it. */
export interface Obstacles {
  /** What only a person can take out of the way: before that, no start of it is tried. */
  readonly barred: readonly string[];
  /** What a remedy takes out of the way. */
  readonly curable: readonly string[];
}

/** What keeps a PHP-FPM from starting, or brought it down. */
export function obstaclesOf(
  { program, unit }: FpmDemand,
  facts: Sockets,
  units: readonly Unit[] | undefined,
): Obstacles {
  const ofIt = (each: { readonly demand: FpmDemand }): boolean => each.demand.program === program;
  return {
    barred: [
      ...(refusesItsFiles(program) ? [`fpm-config-invalid:${subjectOf(program)}`] : []),
      ...(unit !== undefined && isMasked(unit) ? [`fpm-masked:${subjectOf(program)}`] : []),
      ...occupiedPaths(facts, units)
        .filter(ofIt)
        .map(({ path }) => `socket-path-occupied:${path.path}`),
      ...takenAddresses(facts, units)
        .filter(ofIt)
        .flatMap(({ pool: { listen } }) => (listen === null ? [] : [`listen-address-taken:${showAddress(listen)}`])),
    ],
    curable: [
      ...missingLogFolders(program, facts.paths).map(({ folder }) => `fpm-log-dir-missing:${folder}`),
      ...missingFolders(facts, units)
        .filter(ofIt)
        .map(({ folder }) => `runtime-dir-missing:${folder}`),
      ...deadSockets(facts, units)
        .filter(ofIt)
        .map(({ path }) => `stale-socket:${path.path}`),
    ],
  };
}

/** Why a start isn't tried, by the findings that bar it; empty where none does. */
export const whyBarred = ([first]: readonly string[]): string =>
  first === undefined ? '' : `it would not start before ${first} is cured`;
