import { allChecks } from './all-checks.ts';
import { isBefore, type Station } from './station.ts';

const STATIONS: ReadonlyMap<string, Station> = new Map(allChecks.map(({ cause, station }) => [cause, station]));

/** Where the fault of a cause stands; `aside` for a cause that no check of today has. */
const stationOf = (cause: string): Station => STATIONS.get(cause) ?? 'aside';

/**
 * Whether a fault of one cause keeps requests from ever reaching a fault of the other, so that the other may have been
 * there all the time. False for what doesn't stand on a request's way at all.
 */
export const hides = (cause: string, other: string): boolean => isBefore(stationOf(cause), stationOf(other));

/** Whether a cause is no more than that a site answers badly. */
export const isOfAnswers = (cause: string): boolean => stationOf(cause) === 'answer';
