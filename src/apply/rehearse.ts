import { ok, type Result } from '../base/result.ts';
import { whyNoVerdict } from '../collect/shell/config-test.ts';
import type { OpenedFiles } from '../facts/opened-files.ts';
import type { HostPlan } from '../plan/plan.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import { newBoundary } from './boundary.ts';
import { namedInTexts } from './rehearsal/named-in-texts.ts';
import { awaitsCommand, type FileName, rehearsable, rehearsalScript } from './rehearsal/script.ts';
import { allFramedFields, decodedText } from './transaction/fields.ts';
import { unsoundness } from './transaction/soundness.ts';

/** What the host's own programs say of the planned files; `not-rehearsed` also where the plan has nothing to test. */
export type Rehearsal =
  | { readonly kind: 'rehearsed'; readonly passed: boolean; readonly output: readonly GateOutput[] }
  | { readonly kind: 'not-rehearsed'; readonly why: string }
  /** A file that the plan writes to can't be written to by anybody. */
  | { readonly kind: 'not-writable'; readonly path: string }
  /** Its program comes to such a file only by a link that isn't root's alone. */
  | { readonly kind: 'led-astray'; readonly why: string };

/** One gate's command line, whether it passed, and its own words. */
interface GateOutput {
  readonly gate: string;
  readonly passed: boolean;
  readonly text: string;
}

/** Tests the planned files by the plan's own gates, in a view that nobody else has and that leaves nothing; `names` tells how programs come to them. */
export async function rehearse(
  session: ReadSession,
  plan: HostPlan,
  opened: OpenedFiles,
  names: readonly FileName[],
): Promise<Result<Rehearsal, SessionError>> {
  const why = unsoundness(plan);
  if (why !== null) return ok({ kind: 'not-rehearsed', why });
  const changes = rehearsable(plan);
  if (changes.length === 0) return ok({ kind: 'not-rehearsed', why: awaitsCommand(plan) ? AFTER_COMMAND : NOTHING });
  const gates = changes.filter((change) => change.kind === 'gate');
  const boundary = newBoundary();
  const limits = { timeoutMs: 20_000 + gates.length * 70_000, maxOutputBytes: 4 * 1024 * 1024 };
  const answer = await session.ask(rehearsalScript(changes, namedInTexts(changes, opened), names, boundary), limits);
  if (!answer.ok) return answer;
  const lines = allFramedFields(boundary, answer.value.stdout.toString('utf8'));
  const refusal = lines.find(([word]) => word === 'not');
  if (refusal !== undefined) return ok({ kind: 'not-rehearsed', why: decodedText(refusal[1]) ?? 'the host refused' });
  const closed = lines.find(([word]) => word === 'closed');
  if (closed !== undefined) return ok({ kind: 'not-writable', path: decodedText(closed[1]) ?? 'a file of the plan' });
  const astray = lines.find(([word]) => word === 'astray');
  if (astray !== undefined) return ok({ kind: 'led-astray', why: decodedText(astray[1]) ?? 'a link is in the way' });
  const said = gates.flatMap(({ id, command }) => {
    const line = lines.find(([word, gate]) => word === 'gate' && gate === id);
    if (line === undefined) return [];
    return [{ gate: command.join(' '), status: line[2] ?? '', text: decodedText(line[3]) ?? '' }];
  });
  if (lines.at(-1)?.[0] !== 'end' || said.length !== gates.length) {
    return ok({ kind: 'not-rehearsed', why: 'the rehearsal ended before it said how' });
  }
  const without = said.flatMap(({ gate, status, text }) => {
    const reason = status === '0' ? null : status === '124' ? 'took more than a minute' : whyNoVerdict(text, status);
    return reason === null ? [] : [`${gate} ${reason}`];
  });
  if (without[0] !== undefined) return ok({ kind: 'not-rehearsed', why: without[0] });
  const output = said.map(({ gate, status, text }): GateOutput => ({ gate, passed: status === '0', text }));
  const passed = output.every((each) => each.passed);
  if (passed && awaitsCommand(plan)) return ok({ kind: 'not-rehearsed', why: AFTER_COMMAND });
  return ok({ kind: 'rehearsed', passed, output });
}

const NOTHING = 'nothing to test: no gate follows a new file';
const AFTER_COMMAND = 'what follows a command can be tested only once that has run';
