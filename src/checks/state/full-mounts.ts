import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Mount } from '../../facts/limits.ts';

/** Where Suture keeps what it needs to take changes back. */
const BACKUPS = '/var/lib/suture';

/** Less than this many kB is nothing: programs write whole pages. */
const NOTHING = 16;

/** The file systems without space or inodes that nginx or PHP-FPM write to; `unasked` are paths that no site depends on. */
export const fullMounts = (limits: ReadableFacts['limits'], unasked: readonly string[]): readonly Mount[] =>
  limits.mounts
    .filter(isFull)
    .map((mount) => ({ ...mount, paths: mount.paths.filter((path) => path !== BACKUPS && !unasked.includes(path)) }))
    .filter(({ paths }) => paths.length > 0);

/** The full file system that backups would go to; undefined where there is room, or nobody asked. */
export const fullForBackups = (limits: ReadableFacts['limits']): Mount | undefined =>
  limits.mounts.find((mount) => isFull(mount) && mount.paths.includes(BACKUPS));

const isFull = ({ totalKb, freeKb, inodes, freeInodes }: Mount): boolean =>
  (freeKb !== null && freeKb < NOTHING && (totalKb ?? 0) > 0) || (freeInodes === 0 && (inodes ?? 0) > 0);
