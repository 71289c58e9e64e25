import { isMasked } from '../../facts/unit-refusals.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Unit } from '../../facts/system.ts';
import { showAddress } from '../evidence/show-address.ts';
import { fpmStartFault, phpsEnd } from '../starts/fpm-start.ts';
import { startKey } from '../starts/start-fault.ts';
import type { StartFault } from '../starts/start-reason.ts';
import { deadSockets } from './dead-sockets.ts';
import { type FpmDemand, refusesItsFiles, subjectOf } from './fpm-state.ts';
import { missingLogFolders } from './log-folders.ts';
import { missingFolders } from './missing-folders.ts';
import { occupiedPaths } from './occupied-paths.ts';
import { takenAddresses } from './taken-addresses.ts';

type Sockets = Pick<ReadableFacts, 'fpm' | 'links' | 'pools' | 'paths' | 'unixListeners' | 'tcpListeners'> &
  Partial<Pick<ReadableFacts, 'ownerSearch' | 'nginx'>>;

/** Why a PHP-FPM is down, as the findings (`cause:subject`) that say it. */
export interface Obstacles {
  /** What only a person can take out of the way: before that, no start of it is tried. */
  readonly barred: readonly string[];
  /** What a remedy takes out of the way. */
  readonly curable: readonly string[];
  /** What its last start failed of, where it is none of these and still so; it is among what bars it. */
  readonly start: StartFault | null;
}

/** What keeps a PHP-FPM from starting, or brought it down. */
export function obstaclesOf(demand: FpmDemand, facts: Sockets, units: readonly Unit[] | undefined): Obstacles {
  const { barred, curable } = plainObstaclesOf(demand, facts, units);
  const { program, unit, state } = demand;
  const failed = unit === undefined || state === 'running' ? null : fpmStartFault(program, unit, facts);
  const isOther = [...barred, ...curable].every((key) => key.startsWith('stale-socket:'));
  // Before systemd's own steps no folder of the program's counts.
  const start = failed !== null && (isOther || failed.start.step !== null) ? failed : null;
  return { barred: start === null ? barred : [...barred, startKey(start)], curable, start };
}

function plainObstaclesOf(
  { program, unit }: FpmDemand,
  facts: Sockets,
  units: readonly Unit[] | undefined,
): Pick<Obstacles, 'barred' | 'curable'> {
  const ofIt = (each: { readonly demand: FpmDemand }): boolean => each.demand.program === program;
  return {
    barred: [
      ...(refusesItsFiles(program) && (unit === undefined || phpsEnd(program.test) === null)
        ? [`fpm-config-invalid:${subjectOf(program)}`]
        : []),
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
