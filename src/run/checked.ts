import { askChecks } from '../apply/ask-checks.ts';
import type { HostPlan } from '../plan/plan.ts';
import type { ReadSession } from '../transport/session.ts';
import { sessionFailure } from './failed-report.ts';
import type { ChangeView, HostReport } from './host-report.ts';

/**
 * The report of a host whose plan only tests and waits: they are asked at once, in a dry run too, since they leave the host
 * as it was. One that doesn't hold makes the host `failed`.
 */
export async function checked(session: ReadSession, report: HostReport, plan: HostPlan): Promise<HostReport> {
  const told = await askChecks(session, plan);
  if (!told.ok) return sessionFailure(session.host, told.error, 0);
  const answers = new Map(told.value.map((each) => [each.change, each]));
  const changes = report.changes.map((change): ChangeView => {
    const answer = answers.get(change.id);
    return { ...change, state: answer === undefined ? 'skipped' : answer.passed ? 'done' : 'failed' };
  });
  const failed = changes.find(({ state }) => state === 'failed') ?? changes.find(({ state }) => state === 'skipped');
  if (failed === undefined) return { ...report, changes };
  const words = answers.get(failed.id)?.output ?? 'the host did not say';
  const message = `${failed.id} (${failed.summary}) does not hold: ${words}`;
  return {
    ...report,
    changes,
    status: 'failed',
    error: { reason: 'check-failed', message, hint: 'nothing was changed' },
  };
}
