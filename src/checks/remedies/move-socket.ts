import type { JsonObject } from '../../base/json.ts';
import type { Remedy } from '../finding.ts';
import { remedy } from './remedy.ts';

/** A word of nginx's files that names a socket which moves; offsets are those of the text that was read. */
export interface MovedWord extends JsonObject {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly from: string;
  readonly to: string;
}

/** Writes `listen` of one pool and every address in nginx's files that leads to it, restarts and reloads. */
export interface MoveSocket {
  readonly pool: string;
  readonly file: string;
  readonly section: string;
  /** The new path, below /run. */
  readonly path: string;
  readonly words: readonly MovedWord[];
  readonly unit: string;
}

/** The remedy `move_socket`. */
export const moveSocket = (args: MoveSocket): Remedy =>
  remedy(
    'move_socket',
    'approve',
    `listen = ${args.path} in [${args.section}], and nginx asks there; restart ${args.unit}; reload nginx`,
    { ...args },
  );
