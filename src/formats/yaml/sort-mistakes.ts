import type { Mistake } from '../../base/user-error.ts';

/** The mistakes of one file in the order of its lines; those without a place come first. */
export function sortMistakes(mistakes: readonly Mistake[]): readonly Mistake[] {
  const order = ({ place }: Mistake): readonly [number, number] => [place?.line ?? 0, place?.column ?? 0];
  return [...mistakes].sort((a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1]);
}
