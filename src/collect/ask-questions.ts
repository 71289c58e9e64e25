import { ok, type Result } from '../base/result.ts';
import type { Asked, Question } from '../facts/asked.ts';
import { type Fact, known } from '../facts/fact.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import { askProbe, askWho } from './ask-probe.ts';
import { askedOf, SECONDS } from './asked/asked.ts';

/** Asks a host what a play's steps must know, all at once; nobody is asked where they need nothing. */
export async function askQuestions(
  session: ReadSession,
  questions: readonly Question[],
): Promise<Result<Fact<readonly Asked[]>, SessionError>> {
  if (questions.length === 0) return ok(known([]));
  const collector = askedOf(questions);
  const told = await askProbe(session, { prelude: askWho, lanes: [[collector]] }, (SECONDS + 5) * 1000);
  return told.ok ? ok(told.value(collector)) : told;
}
