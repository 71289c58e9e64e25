import type { Json, JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type Mistake, showMistake } from '../base/user-error.ts';
import type { Finding } from '../checks/finding.ts';
import type { Stop } from '../plan/plan.ts';
import { definitionOf } from './definition-of.ts';
import { evaluate, evaluateValue } from './expressions/evaluate.ts';
import type { FactsView } from './expressions/facts-view.ts';
import type { Evaluation, Scope } from './expressions/scope.ts';
import type { PlayStep } from './playbook.ts';

/** One time that a step is planned, with its arguments as they are then; or why the host can't be planned. */
export type Turn =
  | { readonly kind: 'turn'; readonly given: JsonObject }
  | { readonly kind: 'stop'; readonly stop: Stop };

/** How often a step is planned for a finding, or for the host: once, or for each item of its loop, where its conditions hold. */
export function turnsOf(
  step: PlayStep,
  finding: Finding | null,
  facts: () => FactsView,
  evaluation: Evaluation | null,
): readonly Turn[] {
  const { loop, expressions, vars = {} } = step;
  if (evaluation === null || (expressions === undefined && loop === undefined)) {
    return expressions === undefined && loop === undefined ? [{ kind: 'turn', given: step.with }] : [NO_ENGINE(step)];
  }
  const scope: Scope = { ...evaluation, facts, finding, vars, expressions: expressions ?? new Map(), item: undefined };
  if (loop === undefined) return turn(step, scope);
  const items = evaluateValue(loop, scope);
  if (!items.ok) return [stop(step, items.error)];
  if (!Array.isArray(items.value))
    return [stop(step, { code: 'expression', message: '`loop` is not a list', place: step.place })];
  return (items.value as readonly Json[]).flatMap((item) => turn(step, { ...scope, item }));
}

/** Nothing where a condition doesn't hold. */
function turn(step: PlayStep, scope: Scope): readonly Turn[] {
  for (const condition of step.when ?? []) {
    const holds = test(condition, scope);
    if (!holds.ok) return [stop(step, holds.error)];
    if (!holds.value) return [];
  }
  for (const condition of step.until ?? []) {
    const holds = test(condition, scope);
    if (!holds.ok) return [stop(step, holds.error)];
    if (!holds.value) return [notYet(step, condition)];
  }
  const given = argumentsOf(step, scope);
  return [given.ok ? { kind: 'turn', given: given.value } : stop(step, given.error)];
}

function argumentsOf(step: PlayStep, scope: Scope): Result<JsonObject, Mistake> {
  const known = definitionOf(step)?.arguments ?? {};
  const given: Record<string, Json> = {};
  for (const [name, value] of Object.entries(step.with)) {
    const read = known[name]?.takes === 'conditions' ? tests(value, scope) : evaluateValue(value, scope);
    if (!read.ok) return read;
    given[name] = read.value;
  }
  return ok(given);
}

function tests(conditions: Json, scope: Scope): Result<Json, Mistake> {
  const answers: boolean[] = [];
  for (const condition of Array.isArray(conditions) ? (conditions as readonly Json[]) : [conditions]) {
    const holds = test(typeof condition === 'string' ? condition : JSON.stringify(condition), scope);
    if (!holds.ok) return holds;
    answers.push(holds.value);
  }
  return ok(answers);
}

/** Only true and false are conditions: what else counts as true is told differently from language to language. */
function test(condition: string, scope: Scope): Result<boolean, Mistake> {
  const expression = scope.expressions.get(condition);
  if (expression === undefined) return err({ code: 'expression', message: `${condition} was never read` });
  const answer = evaluate(expression, scope);
  if (!answer.ok) return answer;
  if (typeof answer.value === 'boolean') return ok(answer.value);
  const message = `\`${condition}\` is neither true nor false`;
  return err({
    code: 'expression',
    message,
    place: expression.place,
    hint: 'compare it: `… > 0`, `… != ""`, `… is not none`',
  });
}

const stop = ({ name }: PlayStep, mistake: Mistake): Turn => ({
  kind: 'stop',
  stop: { reason: 'expression', step: name, why: showMistake(mistake).replace('\n  hint: ', '; ') },
});

const notYet = ({ name, tries }: PlayStep, condition: string): Turn => ({
  kind: 'stop',
  stop: { reason: 'until', step: name, why: `\`${condition}\` never came to hold`, ...(tries && { again: tries }) },
});

const NO_ENGINE = (step: PlayStep): Turn =>
  stop(step, { code: 'expression', message: 'there is nothing here that evaluates expressions', place: step.place });
