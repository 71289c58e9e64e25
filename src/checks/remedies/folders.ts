import type { Remedy } from '../finding.ts';
import { remedy } from './remedy.ts';

/** Makes the folder that a pool's socket lives in, and brings the unit up. */
export interface MakeRuntimeDir {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
  readonly unit: string;
  /** `restarted` when the master runs on, cut off from its vanished socket. */
  readonly state: 'started' | 'restarted';
}

/** The remedy `make_runtime_dir`. */
export const makeRuntimeDir = (args: MakeRuntimeDir): Remedy =>
  remedy(
    'make_runtime_dir',
    'auto',
    `make ${args.path} (${args.owner}:${args.group} ${args.mode}); ${args.state === 'started' ? 'start' : 'restart'} ${args.unit}`,
    { ...args },
  );

/** Makes the folder that PHP-FPM opens a log in. */
export interface MakeLogDir {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
  readonly unit: string;
  /** `running` where it runs on with the log that it has open, and only its next start would fail. */
  readonly state: 'started' | 'running';
}

/** The remedy `make_log_dir`. */
export const makeLogDir = (args: MakeLogDir): Remedy =>
  remedy(
    'make_log_dir',
    'auto',
    `make ${args.path} (${args.owner}:${args.group} ${args.mode})${args.state === 'started' ? `; start ${args.unit}` : ''}`,
    { ...args },
  );

/** Gives a folder back the owner, group and mode that its package has for it. */
export interface RestoreFolder {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}

/** The remedy `restore_folder`. */
export const restoreFolder = (args: RestoreFolder): Remedy =>
  remedy(
    'restore_folder',
    'guarded',
    `give ${args.path} back its package's owner and mode: ${args.owner}:${args.group} ${args.mode}`,
    { ...args },
  );

/** The remedy `restore_folder` for a folder of nginx's own: it belongs to the user that its workers run as. */
export const ownFolder = (args: RestoreFolder): Remedy =>
  remedy(
    'restore_folder',
    'guarded',
    `give ${args.path} to the user that nginx runs as: ${args.owner}:${args.group} ${args.mode}`,
    { ...args },
  );
