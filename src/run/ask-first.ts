import { ok, type Result } from '../base/result.ts';
import { askQuestions } from '../collect/ask-questions.ts';
import type { Evaluation } from '../playbook/expressions/scope.ts';
import type { PlayStep } from '../playbook/playbook.ts';
import { questionsOf } from '../playbook/questions.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import type { Look } from './look.ts';

/** A look with the answers to what these steps must know beyond it; the same look where they need nothing more. */
export async function askFirst(
  session: ReadSession,
  steps: readonly PlayStep[],
  look: Look,
  evaluation: Evaluation | null,
): Promise<Result<Look, SessionError>> {
  const questions = questionsOf(steps, look, evaluation);
  if (questions.length === 0) return ok(look);
  const asked = await askQuestions(session, questions);
  return asked.ok ? ok({ ...look, facts: { ...look.facts, asked: asked.value } }) : asked;
}
