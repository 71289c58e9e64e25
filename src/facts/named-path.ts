import type { PathState } from './file.ts';
import type { Mount } from './limits.ts';

/** What stands at a path that a log complains of, or on the way to it; asked only where one does. */
export interface NamedPath {
  /** As the log names it; what nginx's worker may do with it is in `may`. */
  readonly state: Omit<PathState, 'nginxMayConnect'>;
  /** The path itself, or, where nothing stands there, the nearest folder on the way that is there. */
  readonly nearest: string;
  /** What the programs' users may do with the nearest, asked of the kernel as that user. */
  readonly may: readonly Permission[];
  /** The file system that the nearest is on; null where nobody could tell. */
  readonly mount: Omit<Mount, 'paths'> | null;
}

/** What a user may do with something, in the letters of `ls`: `rx`, empty for nothing. */
export interface Permission {
  readonly user: string;
  readonly letters: string;
}
