import { assertNever } from '../base/assert-never.ts';
import { isNginx } from './nginx-unit.ts';
import type { Change, ServiceAction, WriteFile } from './change.ts';
import type { HostPlan } from './plan.ts';

/** A change as a step planned it, before it has its place in the plan. */
export type Unnumbered = Change extends infer Kind ? (Kind extends Change ? Omit<Kind, 'id'> : never) : never;

/**
 * Puts changes in the order that is safe: files and new folders, then their tests, then what is on the way to a start, then services,
 * PHP-FPM before nginx. A file is written once, a test asked once, a unit started, restarted or reloaded once. What waits, and
 * a command, stands where it was written: nothing passes it on either side.
 */
export function orderChanges(changes: readonly Unnumbered[]): readonly Change[] {
  const ordered = stretchesOf(changes).reduce<readonly Unnumbered[]>(
    (before, stretch) => [...before, ...orderStretch(stretch).flatMap((change) => following(before, change))],
    [],
  );
  return ordered.filter((change) => !isVoid(change)).map((change, index) => ({ ...change, id: `c${index + 1}` }));
}

/** The changes between those that nothing passes; each of these is a stretch of its own. */
function stretchesOf(changes: readonly Unnumbered[]): readonly (readonly Unnumbered[])[] {
  const stretches: Unnumbered[][] = [[]];
  for (const change of changes) {
    if (isBarrier(change)) stretches.push([change], []);
    else stretches.at(-1)?.push(change);
  }
  return stretches;
}

const isBarrier = ({ kind }: Unnumbered): boolean => kind === 'wait' || kind === 'command';

/** A change after those of earlier stretches: what can be done only once is left out, and a file has the text that they gave it. */
function following(before: readonly Unnumbered[], change: Unnumbered): readonly Unnumbered[] {
  const earlier = before.findLast((each) => sameTarget(each, change));
  if (earlier === undefined) return [change];
  if (change.kind === 'make-directory' || change.kind === 'remove-socket') return [];
  if (change.kind !== 'write-file' || earlier.kind !== 'write-file') return [change];
  return change.after === earlier.after ? [] : [{ ...change, before: earlier.after }];
}

function orderStretch(changes: readonly Unnumbered[]): readonly Unnumbered[] {
  const merged = changes.reduce<readonly Unnumbered[]>((soFar, change) => merge(soFar, change), []);
  const sorted = merged
    .map((change, index) => ({ change, index, rank: rank(change) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index);
  return sorted.map(({ change }) => change);
}

/** Steps that take back what others of the same play would do leave nothing to do. */
function isVoid(change: Unnumbered): boolean {
  return (change.kind === 'write-file' || change.kind === 'set-link') && change.before === change.after;
}

/** A plan whose changes are numbered after so many others of the same run. */
export const numberedAfter = (count: number, plan: HostPlan): HostPlan => ({
  ...plan,
  changes: plan.changes.map((change, index) => ({ ...change, id: `c${count + index + 1}` })),
});

function merge(soFar: readonly Unnumbered[], next: Unnumbered): readonly Unnumbered[] {
  const at = soFar.findIndex((each) => sameTarget(each, next));
  const earlier = soFar[at];
  if (earlier === undefined) return [...soFar, next];
  return soFar.with(at, combine(earlier, next));
}

function sameTarget(a: Unnumbered, b: Unnumbered): boolean {
  if (a.kind === 'service' && b.kind === 'service')
    return a.unit === b.unit && (a.verb === b.verb || (startsAnew(a) && startsAnew(b)));
  if (a.kind === 'gate' && b.kind === 'gate') return a.command.join('\0') === b.command.join('\0');
  return a.kind === b.kind && 'path' in a && 'path' in b && a.path === b.path;
}

const startsAnew = ({ verb }: Pick<ServiceAction, 'verb'>): boolean =>
  verb === 'start' || verb === 'restart' || verb === 'reload';

function combine(earlier: Unnumbered, next: Unnumbered): Unnumbered {
  if (earlier.kind === 'write-file' && next.kind === 'write-file') return combineWrites(earlier, next);
  if (earlier.kind === 'service' && next.kind === 'service') return stronger(earlier, next);
  if (earlier.kind === 'set-attributes' && next.kind === 'set-attributes') return { ...earlier, after: next.after };
  if (earlier.kind === 'set-link' && next.kind === 'set-link') return { ...earlier, after: next.after };
  // What the play makes is planned as a whole again where a later step would have it otherwise.
  const isMade = earlier.kind === 'create-file' || earlier.kind === 'make-directory';
  return isMade ? { ...next, step: earlier.step, finding: earlier.finding } : earlier;
}

function combineWrites(earlier: Omit<WriteFile, 'id'>, next: Omit<WriteFile, 'id'>): Unnumbered {
  return { ...earlier, after: next.after };
}

function stronger(a: Omit<ServiceAction, 'id'>, b: Omit<ServiceAction, 'id'>): Unnumbered {
  const strength = { reload: 1, start: 2, restart: 3, enable: 0, 'reset-failed': 0 } as const;
  return strength[b.verb] > strength[a.verb] ? b : a;
}

function rank(change: Unnumbered): number {
  switch (change.kind) {
    // In the order of the play: a file may need the folder before it. So may a test: PHP-FPM's fails without its log's.
    case 'write-file':
    case 'create-file':
    case 'remove-file':
    case 'set-link':
    case 'set-attributes':
    case 'make-directory':
    case 'remove-directory':
      return 0;
    case 'gate':
      return 3;
    case 'remove-socket':
      return 4;
    case 'service':
      return serviceRank(change);
    case 'wait':
    case 'command':
      return 0;
    default:
      return assertNever(change);
  }
}

function serviceRank({ verb, unit }: Omit<ServiceAction, 'id'>): number {
  if (verb === 'reset-failed') return 5;
  if (verb === 'enable') return 8;
  return isNginx(unit) ? 7 : 6;
}
