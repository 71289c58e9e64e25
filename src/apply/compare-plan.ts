import { shellQuote } from '../formats/shell-quote.ts';
import { ok, type Result } from '../base/result.ts';
import type { HostPlan } from '../plan/plan.ts';
import { type ReadScript, readScript } from '../transport/script.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import { newBoundary } from './boundary.ts';
import { hostPlaces } from './places.ts';
import { comparisons } from './transaction/comparisons.ts';
import type { Drift } from './transaction/event.ts';
import { parseTransactionLine } from './transaction/lines.ts';
import { comparing } from './transaction/shell/comparing.ts';
import { looking } from './transaction/shell/looking.ts';
import { sockets } from './transaction/shell/sockets.ts';
import { speaking } from './transaction/shell/speaking.ts';
import { unitStates } from './transaction/shell/units.ts';
import { readingThere, ways } from '../collect/shell/ways.ts';
import { waysTo } from './transaction/ways.ts';
import { shellFunction } from './transaction/undo-script.ts';

const limits = { timeoutMs: 30_000, maxOutputBytes: 4 * 1024 * 1024 };

/**
 * Where a host differs from what a plan expects of its targets; the transaction compares once more under the lock. Finds
 * nothing for who isn't root: then the transaction refuses.
 */
export async function comparePlan(
  session: ReadSession,
  plan: HostPlan,
): Promise<Result<readonly Drift[], SessionError>> {
  const boundary = newBoundary();
  const answer = await session.ask(comparisonScript(plan, boundary), limits);
  if (!answer.ok) return answer;
  const events = answer.value.stdout
    .toString('utf8')
    .split('\n')
    .map((line) => parseTransactionLine(boundary, line));
  return ok(
    events.flatMap((event) => {
      if (event?.kind !== 'drift') return [];
      const { change, what, expected, found } = event;
      return [{ change, what, expected, found }];
    }),
  );
}

const comparisonScript = (plan: HostPlan, boundary: string): ReadScript =>
  readScript(
    [
      `boundary=${shellQuote(boundary)}\ndrifts=0`,
      'LC_ALL=C\nPATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin\nexport LC_ALL PATH',
      speaking,
      looking,
      ways,
      readingThere,
      sockets,
      unitStates,
      comparing,
      waysTo(plan.changes, hostPlaces),
      shellFunction('compare', comparisons(plan, plan)),
      '[ "$(id -u)" != 0 ] || compare </dev/null\nexit 0\n',
    ].join('\n'),
  );
