import { onceForEach } from '../base/once-for-each.ts';
import { ok, type Result } from '../base/result.ts';
import type { ErrorGrades } from '../checks/define-check.ts';
import { diagnose } from '../checks/diagnose.ts';
import type { Diagnosis } from '../checks/finding.ts';
import { collectFacts } from '../collect/collect-facts.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { Expectation } from '../inventory/expectation.ts';
import type { Connection } from '../inventory/inventory.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import type { Fleet } from './fleet.ts';
import type { LookView } from './host-report.ts';
import { lookView } from './look-view.ts';

/** What a look at a host brought: its facts, what the checks say of them, and the same made safe to show. */
export interface Look {
  readonly facts: HostFacts;
  readonly diagnosis: Diagnosis;
  readonly view: LookView;
}

type LookedAt = Pick<Fleet, 'sinceSeconds' | 'lookTimeoutMs' | 'errorGrades' | 'connections'>;

/** What a look is to heed. */
interface Heeding {
  /** Sites that are asked before all others. */
  readonly sitesFirst?: readonly string[];
  /** Whether the run that looks has the host's lock. */
  readonly ours?: boolean;
}

/** Asks a host all questions, and the checks for their judgement. Never writes. */
export async function look(
  session: ReadSession,
  { sinceSeconds, lookTimeoutMs, errorGrades, connections }: LookedAt,
  heeding: Heeding = {},
): Promise<Result<Look, SessionError>> {
  const collected = await collectFacts(session, {
    sinceSeconds,
    timeoutMs: lookTimeoutMs,
    ...heeding,
    expects: expectsOf(connections).get(session.host) ?? [],
  });
  return collected.ok ? ok(judge(collected.value, errorGrades)) : collected;
}

/** The judgement on facts, wherever they come from: a host just asked, or a record. */
export function judge(facts: HostFacts, errorGrades?: ErrorGrades): Look {
  const diagnosis = diagnose(facts, errorGrades);
  return { facts, diagnosis, view: lookView(facts, diagnosis) };
}

/** What the inventory expects of each host of which it expects anything. */
const expectsOf = onceForEach(
  (connections: readonly Connection[]): ReadonlyMap<string, readonly Expectation[]> =>
    new Map(connections.flatMap(({ host, expects }) => (expects === undefined ? [] : [[host, expects]]))),
);
