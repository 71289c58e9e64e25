import type { JsonObject } from '../base/json.ts';
import type { Diagnosis, Finding } from '../checks/finding.ts';
import type { PlayStep } from './playbook.ts';

/**
 * What a step is planned for: the findings of its cause, but for symptoms and those whose remedy is another step that the
 * play has for that cause as well; null, once, for a step that answers none.
 */
export function findingsFor(
  step: PlayStep,
  steps: readonly PlayStep[],
  { findings }: Diagnosis,
): readonly (Finding | null)[] {
  if (step.cause === null) return [null];
  const others = steps.filter((each) => each.cause === step.cause && each.step !== step.step).map((each) => each.step);
  return findings.filter(
    ({ cause, because, remedy }) =>
      because.length === 0 && cause === step.cause && !others.includes(remedy?.step ?? ''),
  );
}

/** The arguments of a step: what the finding's remedy says, and over it what the playbook says. */
export const allGiven = (finding: Finding | null, given: JsonObject): JsonObject => ({
  ...finding?.remedy?.with,
  ...given,
});
