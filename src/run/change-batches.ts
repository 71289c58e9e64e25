import type { Connection } from '../inventory/inventory.ts';
import type { Guarded } from '../playbook/guards.ts';
import type { ApplyIntent } from './apply-intent.ts';
import { type Batch, batchesOf } from './batches.ts';
import { createBudget, overBudget, UNATTENDED_PERCENTAGE, wentWrong } from './budget.ts';
import type { Agreement, Consent } from './consent.ts';
import { internalFailure } from './failed-report.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import type { HeldPlan } from './held-plan.ts';
import type { HostReport } from './host-report.ts';
import { changeHeld, notApproved } from './one-host.ts';
import { oneByOne } from './one-by-one.ts';

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

/**
 * Changes what is planned batch by batch, as long as the budget lasts, and tells the end of each host that had a plan. Hosts
 * that were lost or failed when they were looked at take a place in their batch; those that need nothing take none.
 */
export async function changeBatches(
  fleet: Fleet,
  intent: ApplyIntent,
  { consent, asked, plays }: Terms,
  planned: readonly Planned[],
  end: (report: HostReport) => Promise<void>,
): Promise<void> {
  const isUnattended = consent.kind === 'given';
  const budget = createBudget(isUnattended ? unattendedPercentage(plays) : null);
  let isProven = false;
  const mayGoTogether = ({ serial }: Batch<Planned>): boolean =>
    consent.kind === 'step' ? asked.isSettled() : !isUnattended || serial.length > 0 || isProven;

  async function change({ connection, held, report }: Planned): Promise<void> {
    if (held === null) return;
    const spent = budget.whySpent();
    if (spent !== null) return end(overBudget(report, spent));
    if (consent.kind === 'step' && !(await asked.agreed(report))) return end(notApproved(report));
    const changed = await changeHeld(fleet, intent, connection, held, budget);
    isProven ||= changed.status === 'changed';
    return end(changed);
  }

  const concerned = planned.filter(({ held, report }) => held !== null || wentWrong(report));
  for (const batch of batchesOf(plays, concerned)) {
    const { hosts, maxFailPercentage, throttle } = batch;
    budget.beginBatch(hosts.length, maxFailPercentage);
    for (const { held } of hosts) if (held === null) budget.lost();
    const turns = oneByOne(() => mayGoTogether(batch));
    await fanOut(
      hosts,
      Math.min(fleet.forks, throttle ?? fleet.forks),
      (each) => turns.take(() => change(each)),
      ({ report }, error) => end(internalFailure(report, error)),
    );
  }
}

/** What the plays say of their batches holds for the whole run too. */
function unattendedPercentage(plays: readonly Guarded[]): number {
  const said = plays.flatMap(({ maxFailPercentage }) => maxFailPercentage ?? []);
  return said.length === 0 ? UNATTENDED_PERCENTAGE : Math.min(...said);
}
