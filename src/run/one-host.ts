import type { Connection } from '../inventory/inventory.ts';
import { doAfterwards } from './afterwards.ts';
import { applyHost } from './apply-host.ts';
import type { ApplyIntent } from './apply-intent.ts';
import { type Budget, overBudget, wentWrong } from './budget.ts';
import { clean } from './clean.ts';
import { keepEvidence } from './evidence.ts';
import { emptyReport, internalFailure, interruptedReport } from './failed-report.ts';
import type { Fleet } from './fleet.ts';
import type { HostError, HostReport } from './host-report.ts';
import { type Intent, type Prepared, prepare, type Ready, settled } from './prepare.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

/** Looks at a host and plans it, as a dry run does, and tells whoever listens; what throws is that host's own report. */
export async function prepareHost(fleet: Fleet, intent: Intent, connection: Connection): Promise<Prepared> {
  const prepared = await unlessInterrupted(
    fleet.signal,
    () => prepare(fleet, intent, connection),
    () => settled(interruptedReport(emptyReport(connection.host, 'refused', 0))),
  ).catch((error: unknown) => settled(lostHost(connection, error)));
  const report = clean(prepared.report);
  try {
    await fleet.listen({ type: 'host-planned', host: connection.host, report });
  } catch (error) {
    if (prepared.kind === 'ready') prepared.opened.close();
    throw error;
  }
  return { ...prepared, report };
}

/** The end of a host on which nothing is begun any more; null where something may be. */
export function leftOut({ signal }: Fleet, budget: Budget, report: HostReport): HostReport | null {
  if (signal.aborted) return interruptedReport({ ...report, status: 'refused' });
  const spent = budget.whySpent();
  return spent === null ? null : overBudget(report, spent);
}

/** Looks at a host that had to wait once more, plans it anew or compares, and changes it. */
export async function changeAfresh(
  fleet: Fleet,
  intent: Intent & ApplyIntent,
  connection: Connection,
  budget: Budget,
): Promise<HostReport> {
  const prepared = await prepareHost(fleet, intent, connection);
  if (prepared.kind === 'ready') return changeHost(fleet, intent, prepared, budget);
  if (wentWrong(prepared.report)) budget.lost();
  return prepared.report;
}

/** Changes a host that is ready, unless the budget is spent or somebody has interrupted; closes the way to it. */
export async function changeHost(fleet: Fleet, given: ApplyIntent, ready: Ready, budget: Budget): Promise<HostReport> {
  const { report, opened } = ready;
  const confirmWithinSeconds = given.confirmWithinFor?.(report.host) ?? given.confirmWithinSeconds;
  const intent: ApplyIntent = { ...given, confirmWithinSeconds };
  try {
    const unkept = await keepEvidence(intent, ready);
    if (unkept !== null) return { ...report, status: 'refused', error: unkept };
    const spent = budget.whySpent();
    if (spent !== null) return overBudget(report, spent);
    await fleet.listen({ type: 'host-changing', host: report.host });
    // Asked last of all: whoever interrupts later is told that this host is being changed.
    if (fleet.signal.aborted) return interruptedReport({ ...report, status: 'refused' });
    budget.begun();
    const ended = await applyHost(fleet, intent, ready).catch((error: unknown) => internalFailure(report, error));
    budget.ended(ended);
    const last = await doAfterwards(fleet, intent, ready, ended).catch((error: unknown) =>
      internalFailure(ended, error),
    );
    if (!wentWrong(ended)) budget.ended(last);
    return last;
  } finally {
    opened.close();
  }
}

/** A host's last word in this run, told to whoever listens. */
export async function endHost(fleet: Fleet, ended: HostReport): Promise<HostReport> {
  const report = clean(ended);
  await fleet.listen({ type: 'host-finished', host: report.host, report });
  return report;
}

/** A host whose plan somebody was shown and did not approve. */
export const notApproved = (report: HostReport): HostReport => ({ ...report, status: 'refused', error: NOT_APPROVED });

const NOT_APPROVED: HostError = {
  reason: 'not-approved',
  message: 'the plan was not approved, so nothing was changed',
  hint: '--yes approves it beforehand',
};

/** What is left to say of a host on which something of ours has thrown. */
export const lostHost = ({ host }: Connection, error: unknown): HostReport =>
  internalFailure(emptyReport(host, 'failed', 0), error);
