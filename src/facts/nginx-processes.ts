import type { Process } from './system.ts';

/** nginx's running master, where there is one. */
export const nginxMaster = (processes: readonly Process[]): Process | undefined =>
  processes.find(({ program, role }) => program === 'nginx' && role === 'master');

/** nginx's workers that take requests; those that drain after a reload are left out. */
export const nginxWorkers = (processes: readonly Process[]): readonly Process[] =>
  processes.filter(
    ({ program, role, title }) => program === 'nginx' && role === 'worker' && !title.includes('shutting down'),
  );

/**
 * When nginx last read its configuration, in seconds since the epoch: its oldest serving worker's start, because a
 * worker that the master replaced after a crash is younger than what it runs. Null where no worker is seen.
 */
export function nginxLoadedAt(processes: readonly Process[]): number | null {
  const starts = nginxWorkers(processes).map(({ startedAt }) => startedAt);
  return starts.length === 0 ? null : Math.min(...starts);
}
