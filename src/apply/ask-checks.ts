import { ok, type Result } from '../base/result.ts';
import { shellCommand, shellQuote } from '../formats/shell-quote.ts';
import type { Change } from '../plan/change.ts';
import { GATE_SECONDS, ownSeconds } from '../plan/duration.ts';
import type { HostPlan } from '../plan/plan.ts';
import { type ReadScript, readScript } from '../transport/script.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import { newBoundary } from './boundary.ts';
import { checkWords } from './transaction/check-words.ts';
import { parseTransactionLine } from './transaction/lines.ts';
import { askingHttp } from './transaction/shell/asking-http.ts';
import { looking } from './transaction/shell/looking.ts';
import { sockets } from './transaction/shell/sockets.ts';
import { speaking } from './transaction/shell/speaking.ts';
import { unitStates } from './transaction/shell/units.ts';
import { waiting } from './transaction/shell/waiting.ts';
import { shellFunction } from './transaction/undo-script.ts';

/** Whether a test or wait of a plan held, and what was seen of it last. */
export interface Checked {
  readonly change: string;
  readonly passed: boolean;
  readonly output: string;
}

/**
 * Asks the tests and waits of a sound plan that has nothing else, in order, up to the first that doesn't hold; the host is
 * left as it was. What the host didn't get to is left out.
 */
export async function askChecks(
  session: ReadSession,
  plan: HostPlan,
): Promise<Result<readonly Checked[], SessionError>> {
  const boundary = newBoundary();
  const gates = plan.changes.filter(({ kind }) => kind === 'gate').length;
  const timeoutMs = (20 + gates * (GATE_SECONDS + 5) + ownSeconds(plan)) * 1000;
  const answer = await session.ask(checksScript(plan, boundary), { timeoutMs, maxOutputBytes: 4 * 1024 * 1024 });
  if (!answer.ok) return answer;
  const lines = answer.value.stdout.toString('utf8').split('\n');
  return ok(
    lines.flatMap((line) => {
      const event = parseTransactionLine(boundary, line);
      return event?.kind === 'gate' ? [{ change: event.change, passed: event.passed, output: event.output }] : [];
    }),
  );
}

/** The script that asks them. */
export const checksScript = (plan: HostPlan, boundary: string): ReadScript =>
  readScript(
    [
      `boundary=${shellQuote(boundary)}`,
      'LC_ALL=C\nPATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin\nexport LC_ALL PATH',
      speaking,
      looking,
      sockets,
      unitStates,
      waiting,
      askingHttp,
      checking,
      shellFunction('checks', plan.changes.map(check)),
      'checks </dev/null\nexit 0\n',
    ].join('\n'),
  );

function check(change: Change): string {
  if (change.kind !== 'gate' && change.kind !== 'wait') throw new Error(`${change.id} would change the host`);
  return shellCommand(['check', change.id, ...checkWords(change)]);
}

const checking = `
passes() {
  found=$(within "$@" 2>&1)
}

check() {
  check_id=$1
  shift
  if "$@"; then
    say "gate $check_id passed $(encoded "$found")"
  else
    say "gate $check_id failed $(encoded "$found")"
    exit 0
  fi
}
`;
