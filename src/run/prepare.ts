import { rehearse } from '../apply/rehearse.ts';
import type { Connection } from '../inventory/inventory.ts';
import { numberedAfter } from '../plan/order.ts';
import type { HostPlan } from '../plan/plan.ts';
import { type Approval, planHost } from '../playbook/plan-host.ts';
import type { PlayStep } from '../playbook/playbook.ts';
import type { OpenHost, ReadSession } from '../transport/session.ts';
import { emptyReport, sessionFailure } from './failed-report.ts';
import type { Fleet } from './fleet.ts';
import type { HostReport } from './host-report.ts';
import { type Look, look as lookAt } from './look.ts';
import { plannedReport } from './planned-report.ts';
import { stopwatch } from './stopwatch.ts';

/** A host on which something is to be changed: what was seen, what is planned, and the way to it, still open. */
export interface Ready {
  readonly kind: 'ready';
  readonly connection: Connection;
  readonly opened: OpenHost;
  readonly look: Look;
  /** When it was looked at: ISO 8601 in UTC, by the runner's clock. */
  readonly lookedAt: string;
  readonly plan: HostPlan;
  readonly report: HostReport;
  readonly elapsed: () => number;
  /** The plans that this run has applied to the host before, in order; their transaction is open. */
  readonly earlier: readonly HostPlan[];
}

/** A host with which the run is done before anything was changed. */
export interface Settled {
  readonly kind: 'settled';
  readonly report: HostReport;
}

/** A host after the part of a run that a dry run has too. */
export type Prepared = Ready | Settled;

/** Which steps apply to a host, and what was approved. */
export interface Intent {
  readonly stepsFor: (host: string) => readonly PlayStep[];
  readonly approved: Approval;
}

/** Looks, judges, plans and rehearses. All of it through a session that has no way to write: this is the dry run. */
export async function prepare(fleet: Fleet, intent: Intent, connection: Connection): Promise<Prepared> {
  const elapsed = stopwatch();
  const { host } = connection;
  const opened = await fleet.open(connection);
  if (!opened.ok) return settled(sessionFailure(host, opened.error, elapsed()));
  let planned: PlannedOn | null = null;
  const lookedAt = new Date().toISOString();
  try {
    await fleet.listen({ type: 'host-connected', host });
    planned = await planOn(fleet, intent, opened.value.reading);
  } finally {
    // Only a host that is going to be changed is kept; one that is left open would keep the whole program waiting.
    if (planned?.kind !== 'planned') opened.value.close();
  }
  if (planned.kind === 'settled') return settled({ ...planned.report, elapsedMs: elapsed() });
  const report = { ...planned.report, elapsedMs: elapsed() };
  const { look, plan } = planned;
  return { kind: 'ready', connection, opened: opened.value, look, lookedAt, plan, report, elapsed, earlier: [] };
}

/** What a look has led to: a plan that is worth applying, or the report that ends it. */
export type PlannedOn =
  | Settled
  | { readonly kind: 'planned'; readonly look: Look; readonly plan: HostPlan; readonly report: HostReport };

async function planOn(fleet: Fleet, intent: Intent, session: ReadSession): Promise<PlannedOn> {
  const looked = await lookAt(session, fleet);
  if (!looked.ok) return settled(sessionFailure(session.host, looked.error, 0));
  return planLooked(intent, session, looked.value, 0);
}

/** Plans what a look calls for, its changes numbered after so many others, and rehearses it. */
export async function planLooked(
  intent: Intent,
  session: ReadSession,
  looked: Look,
  changesBefore: number,
): Promise<PlannedOn> {
  const { host } = session;
  const { facts, diagnosis, view } = looked;
  const steps = intent.stepsFor(host);
  const plan = numberedAfter(changesBefore, planHost(steps, { host, facts, diagnosis }, intent.approved));
  const report = plannedReport({ ...emptyReport(host, 'ok', 0), ...view }, plan);
  if (report.status !== 'would-change') return settled(report);
  const rehearsed = await rehearse(session, plan);
  if (!rehearsed.ok) return settled(sessionFailure(host, rehearsed.error, 0));
  if (rehearsed.value.kind === 'not-rehearsed') {
    const whyNotRehearsed = rehearsed.value.why;
    return { kind: 'planned', look: looked, plan, report: { ...report, rehearsed: false, whyNotRehearsed } };
  }
  if (rehearsed.value.passed) {
    return { kind: 'planned', look: looked, plan, report: { ...report, rehearsed: true } };
  }
  const words = rehearsed.value.output.filter(({ passed }) => !passed).map(({ text }) => text);
  const message = `the real program refuses the planned files: ${words.join('; ')}`;
  const error = { reason: 'rehearsal-failed', message, hint: 'nothing was changed' };
  return settled({ ...report, status: 'refused', rehearsed: true, error });
}

/** Ends a host with this report. */
export const settled = (report: HostReport): Settled => ({ kind: 'settled', report });
