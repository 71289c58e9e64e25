import type { JsonObject } from '../base/json.ts';
import type { Diagnosis, Finding } from '../checks/finding.ts';
import { definitionOf } from './definition-of.ts';
import type { PlayStep } from './playbook.ts';

/**
 * What a step is planned for: the findings of its cause, but for symptoms and, where it answers them, those whose remedy
 * is another step that the play has for that cause as well; null, once, for a step without a cause.
 */
export function findingsFor(
  step: PlayStep,
  steps: readonly PlayStep[],
  { findings }: Diagnosis,
): readonly (Finding | null)[] {
  if (step.cause === null) return [null];
  const roots = findings.filter(({ cause, because }) => because.length === 0 && cause === step.cause);
  if (!answers(step)) return roots;
  const others = steps.filter((each) => each.cause === step.cause && each.step !== step.step).map((each) => each.step);
  return roots.filter(({ remedy }) => !others.includes(remedy?.step ?? ''));
}

/** A step that only asks, waits or tells speaks of a finding, and leaves it for others to answer. */
export const answers = (step: PlayStep): boolean => definitionOf(step)?.answers !== false;

/** The arguments of a step: what the finding's remedy says, and over it what the playbook says. */
export const allGiven = (finding: Finding | null, given: JsonObject): JsonObject => ({
  ...finding?.remedy?.with,
  ...given,
});
