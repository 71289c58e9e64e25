import type { ChangedSince } from '../apply/transaction/event.ts';

/** Whose work an undo would lose, in words: a later run's by its name. */
export function changedSince(paths: readonly ChangedSince[]): string {
  const names = paths.map(({ path, by }) => (by === null ? path : `${path} (run ${by})`)).join(', ');
  const runs = [...new Set(paths.flatMap(({ by }) => by ?? []))];
  if (runs.length === 0) return `somebody has changed ${names} since`;
  return `changed since: ${names}; take ${runs.join(' and ')} back first`;
}
