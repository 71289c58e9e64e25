import type { Connection } from '../inventory/inventory.ts';
import type { Guarded } from '../playbook/guards.ts';
import type { ApplyIntent } from './apply-intent.ts';
import { type Batch, batchesOf } from './batches.ts';
import { createBudget, UNATTENDED_PERCENTAGE, wentWrong } from './budget.ts';
import type { Agreement, Consent } from './consent.ts';
import { internalFailure } from './failed-report.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import type { HeldPlan } from './held-plan.ts';
import type { HostReport } from './host-report.ts';
import { changeAfresh, endHost, leftOut, notApproved } from './one-host.ts';
import { oneByOne } from './one-by-one.ts';
import type { Intent } from './prepare.ts';

/** Who is asked, and how the hosts are changed. */
export interface Terms {
  readonly consent: Exclude<Consent, { readonly kind: 'dry' }>;
  readonly asked: Agreement;
  readonly plays: readonly Guarded[];
}

/** A host while its plan waits, for an answer or for its batch, which may take long: no way to it is open. */
export interface Planned {
  readonly connection: Connection;
  /** Null where nothing is to be done. */
  readonly held: HeldPlan | null;
  readonly report: HostReport;
}

interface Held extends Planned {
  readonly held: HeldPlan;
}

/**
 * Changes what is planned batch by batch, as long as the budget lasts, one report for each host that had a plan. Hosts
 * that were lost or failed when they were looked at take a place in their batch; those that need nothing take none.
 */
export async function changeBatches(
  fleet: Fleet,
  intent: Intent & ApplyIntent,
  { consent, asked, plays }: Terms,
  planned: readonly Planned[],
): Promise<readonly HostReport[]> {
  const isUnattended = consent.kind === 'given';
  const budget = createBudget(isUnattended ? unattendedPercentage(plays) : null);
  let isProven = false;
  const mayGoTogether = ({ serial }: Batch<Planned>): boolean =>
    consent.kind === 'step' ? asked.isSettled() : !isUnattended || serial.length > 0 || isProven;

  async function change({ connection, held, report }: Held): Promise<HostReport> {
    const left = leftOut(fleet, budget, report);
    if (left !== null) return left;
    if (consent.kind === 'step' && !(await asked.agreed(report))) return notApproved(report);
    // What somebody was shown is done, or refused as stale; what nobody was shown is planned by what there is now.
    const now: Intent & ApplyIntent = isUnattended ? intent : { ...intent, kind: 'held', planFor: () => held };
    const changed = await changeAfresh(fleet, now, connection, budget);
    isProven ||= changed.status === 'changed';
    return changed;
  }

  const ended: HostReport[] = [];
  const concerned = planned.filter(({ held, report }) => held !== null || wentWrong(report));
  for (const batch of batchesOf(plays, concerned)) {
    const toChange = batch.hosts.flatMap(({ held, ...host }) => (held === null ? [] : [{ ...host, held }]));
    budget.beginBatch(batch.hosts.length, batch.maxFailPercentage);
    for (let lost = toChange.length; lost < batch.hosts.length; lost += 1) budget.lost();
    const turns = oneByOne(() => mayGoTogether(batch));
    const reports = await fanOut(
      toChange,
      Math.min(fleet.forks, batch.throttle ?? fleet.forks),
      (each) => turns.take(async () => endHost(fleet, await change(each))),
      ({ report }, error) => internalFailure(report, error),
    );
    ended.push(...reports);
  }
  return ended;
}

/** What the plays say of their batches holds for the whole run too. */
function unattendedPercentage(plays: readonly Guarded[]): number {
  const said = plays.flatMap(({ maxFailPercentage }) => maxFailPercentage ?? []);
  return said.length === 0 ? UNATTENDED_PERCENTAGE : Math.min(...said);
}
