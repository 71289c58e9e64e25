import type { Remedy } from '../finding.ts';
import { remedy } from './remedy.ts';

/** Sets a dead socket file aside, if it is still this inode and nobody listens on it, and starts the unit that binds it. */
export interface RemoveStaleSocket {
  readonly path: string;
  readonly inode: number;
  readonly unit: string;
}

/** The remedy `remove_stale_socket`. */
export const removeStaleSocket = (args: RemoveStaleSocket): Remedy =>
  remedy('remove_stale_socket', 'auto', `set the dead socket ${args.path} aside; start ${args.unit}`, { ...args });
