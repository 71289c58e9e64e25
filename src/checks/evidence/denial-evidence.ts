import type { Denial } from '../../formats/logs/denial.ts';
import type { Evidence } from '../finding.ts';
import { showTime } from './evidence.ts';

/** Denials, those of the same thing as one with their number (`×12`) and the time of the last; at most three. */
export function denialEvidence(denials: readonly Denial[]): readonly Evidence[] {
  const groups = new Map<string, { last: Denial; times: number }>();
  for (const denial of denials) {
    const { what, name, port, object } = denial;
    const key = JSON.stringify([what, name, port, object]);
    groups.set(key, { last: denial, times: (groups.get(key)?.times ?? 0) + 1 });
  }
  return [...groups.values()]
    .toSorted((one, other) => other.last.at - one.last.at)
    .slice(0, 3)
    .map(({ last, times }) => ({
      source: 'audit',
      line: null,
      text: `${last.text}${times > 1 ? ` ×${times}` : ''}`,
      at: showTime(last.at),
    }));
}
