import type { ChangeDraft } from '../plan/change.ts';
import type { Patience } from './read-patience.ts';

/** A change within the time that its step has, tried as often as the step says. */
export function bounded(change: ChangeDraft, { until, tries, timeout }: Patience): ChangeDraft {
  const time = timeout === undefined ? {} : { seconds: timeout };
  if (change.kind === 'service') return { ...change, ...time };
  if (change.kind !== 'gate' && change.kind !== 'wait' && change.kind !== 'command') return change;
  if (tries === undefined || until !== undefined) return { ...change, ...time };
  return { ...change, ...time, tries };
}
