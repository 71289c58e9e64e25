import { ok, type Result } from '../base/result.ts';
import type { HostPlan } from '../plan/plan.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import { newBoundary } from './boundary.ts';
import { awaitsCommand, rehearsable, rehearsalScript } from './rehearsal/script.ts';
import { allFramedFields, decodedText } from './transaction/fields.ts';
import { unsoundness } from './transaction/soundness.ts';

/** What the host's own programs say of the planned files; `not-rehearsed` also where the plan has nothing to test. */
export type Rehearsal =
  | { readonly kind: 'rehearsed'; readonly passed: boolean; readonly output: readonly GateOutput[] }
  | { readonly kind: 'not-rehearsed'; readonly why: string };

/** One gate's command line, whether it passed, and its own words. */
interface GateOutput {
  readonly gate: string;
  readonly passed: boolean;
  readonly text: string;
}

/** Tests the planned files by the plan's own gates, in a mount namespace that nobody else sees and that leaves nothing. */
export async function rehearse(session: ReadSession, plan: HostPlan): Promise<Result<Rehearsal, SessionError>> {
  const why = unsoundness(plan);
  if (why !== null) return ok({ kind: 'not-rehearsed', why });
  const changes = rehearsable(plan);
  if (changes.length === 0) return ok({ kind: 'not-rehearsed', why: awaitsCommand(plan) ? AFTER_COMMAND : NOTHING });
  const gates = changes.filter((change) => change.kind === 'gate');
  const boundary = newBoundary();
  const limits = { timeoutMs: 20_000 + gates.length * 70_000, maxOutputBytes: 4 * 1024 * 1024 };
  const answer = await session.ask(rehearsalScript(changes, boundary), limits);
  if (!answer.ok) return answer;
  const lines = allFramedFields(boundary, answer.value.stdout.toString('utf8'));
  const refusal = lines.find(([word]) => word === 'not');
  if (refusal !== undefined) return ok({ kind: 'not-rehearsed', why: decodedText(refusal[1]) ?? 'the host refused' });
  const output = gates.flatMap(({ id, command }): readonly GateOutput[] => {
    const line = lines.find(([word, gate]) => word === 'gate' && gate === id);
    if (line === undefined) return [];
    return [{ gate: command.join(' '), passed: line[2] === 'passed', text: decodedText(line[3]) ?? '' }];
  });
  if (lines.at(-1)?.[0] !== 'end' || output.length !== gates.length) {
    return ok({ kind: 'not-rehearsed', why: 'the rehearsal ended before it said how' });
  }
  const passed = output.every((each) => each.passed);
  if (passed && awaitsCommand(plan)) return ok({ kind: 'not-rehearsed', why: AFTER_COMMAND });
  return ok({ kind: 'rehearsed', passed, output });
}

const NOTHING = 'nothing to test: no gate follows a new file';
const AFTER_COMMAND = 'what follows a command can be tested only once that has run';
