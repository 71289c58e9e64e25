import { onlyOnce, type Question } from '../facts/asked.ts';
import { definitionOf } from './definition-of.ts';
import { factsView } from './expressions/facts-view.ts';
import type { Evaluation } from './expressions/scope.ts';
import { allGiven, findingsFor } from './findings-for.ts';
import type { Diagnosed } from './plan-host.ts';
import type { PlayStep } from './playbook.ts';
import { turnsOf } from './turns.ts';

/**
 * What must be asked of a host before these steps can be planned on it, each question once; also for a handler that
 * nothing may notify. As pure as the planning: the same for the same facts, findings and vars.
 */
export function questionsOf(
  steps: readonly PlayStep[],
  { facts, diagnosis }: Pick<Diagnosed, 'facts' | 'diagnosis'>,
  evaluation: Evaluation | null,
): readonly Question[] {
  const view = () => factsView(facts);
  const questions = steps.flatMap((step) => {
    const asks = definitionOf(step)?.asks;
    if (asks === undefined) return [];
    return findingsFor(step, steps, diagnosis).flatMap((finding) =>
      turnsOf(step, finding, view, evaluation).flatMap((turn) =>
        turn.kind === 'turn' ? asks(allGiven(finding, turn.given)) : [],
      ),
    );
  });
  return onlyOnce(questions);
}
