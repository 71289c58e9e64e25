import type { Result } from '../base/result.ts';
import { comparePlan } from '../apply/compare-plan.ts';
import { rehearse } from '../apply/rehearse.ts';
import { type OpenedFiles, openedFiles } from '../facts/opened-files.ts';
import type { Connection } from '../inventory/inventory.ts';
import { changesNothing } from '../plan/change.ts';
import { configFiles } from '../plan/world.ts';
import { numberedAfter } from '../plan/order.ts';
import type { HostPlan } from '../plan/plan.ts';
import type { OpenHost, ReadSession, SessionError } from '../transport/session.ts';
import { checked } from './checked.ts';
import { clean } from './clean.ts';
import { type Drawn, drawPlan, drawPlanOnceReady } from './draw-plan.ts';
import { emptyReport, sessionFailure } from './failed-report.ts';
import type { Fleet } from './fleet.ts';
import { healthOf, nothingKnown } from './health.ts';
import { type HeldPlan, whyStale } from './held-plan.ts';
import type { HostReport } from './host-report.ts';
import { type Look, look as lookAt } from './look.ts';
import { previewBlocks } from './preview-blocks.ts';
import { plannedReport } from './planned-report.ts';
import { driftDifference, staleReport } from './stale-report.ts';
import type { PlaybookIntent } from './playbook-intent.ts';
import { stopwatch } from './stopwatch.ts';
import { mayNotChange } from './without-root.ts';

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

/** Where the hosts' plans come from: made now, or made before and applied exactly, or not at all. */
export type Intent = PlaybookIntent | { readonly kind: 'held'; readonly planFor: (host: string) => HeldPlan };

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
    planned = await announced(intent, opened.value.reading, await planOn(fleet, intent, opened.value.reading));
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

/** The same plan, with what would be done afterwards. */
async function announced(intent: Intent, session: ReadSession, planned: PlannedOn): Promise<PlannedOn> {
  if (planned.kind === 'settled' || intent.kind === 'held') return planned;
  const afterwards = await previewBlocks(intent, session, planned.look);
  return { ...planned, report: { ...planned.report, afterwards } };
}

async function planOn(fleet: Fleet, intent: Intent, session: ReadSession): Promise<PlannedOn> {
  const looked = await lookAt(session, fleet);
  if (!looked.ok) return settled(sessionFailure(session.host, looked.error, 0));
  const error = nothingKnown(looked.value.facts);
  if (error !== null) {
    return settled({ ...emptyReport(session.host, 'failed', 0), ...looked.value.view, error: clean(error) });
  }
  const refused = mayNotChange(looked.value.facts);
  if (refused !== null) {
    return settled({ ...emptyReport(session.host, 'refused', 0), ...looked.value.view, error: clean(refused) });
  }
  if (intent.kind === 'held') return planHeld(intent.planFor(session.host), session, looked.value);
  return rehearsedDrawn(session, await drawPlanOnceReady(fleet, intent, session, looked.value), 0);
}

/** Asks what the steps must know beyond a look, plans what is called for, numbered after so many changes, and rehearses it. */
export const planLooked = async (
  intent: PlaybookIntent,
  session: ReadSession,
  look: Look,
  changesBefore: number,
): Promise<PlannedOn> => rehearsedDrawn(session, await drawPlan(intent, session, look), changesBefore);

async function rehearsedDrawn(
  session: ReadSession,
  drawn: Result<Drawn, SessionError>,
  changesBefore: number,
): Promise<PlannedOn> {
  if (!drawn.ok) return settled(sessionFailure(session.host, drawn.error, 0));
  const { look, plan } = drawn.value;
  return rehearsed(session, look, numberedAfter(changesBefore, plan));
}

/** Takes a plan that was made before, unless something that it rests on has changed. */
async function planHeld(held: HeldPlan, session: ReadSession, look: Look): Promise<PlannedOn> {
  const compared = await comparePlan(session, held.plan);
  if (!compared.ok) return settled(sessionFailure(session.host, compared.error, 0));
  const report = reportOf(session, look, held.plan);
  const differences = [...whyStale(held, look), ...compared.value.map((drift) => driftDifference(report, drift))];
  return differences.length > 0 ? settled(staleReport(report, differences)) : rehearsed(session, look, held.plan);
}

/** A host that needs nothing is `ok` only if it is known to be. */
function reportOf({ host }: ReadSession, look: Look, plan: HostPlan): HostReport {
  const report = plannedReport({ ...emptyReport(host, 'ok', 0), ...look.view }, plan);
  if (report.status !== 'ok') return report;
  const { status, error } = healthOf(look);
  return status === 'healthy' || status === 'unhealthy' ? report : { ...report, status, error };
}

async function rehearsed(session: ReadSession, look: Look, plan: HostPlan): Promise<PlannedOn> {
  const report = reportOf(session, look, plan);
  if (plan.changes.length > 0 && plan.changes.every(changesNothing))
    return settled(await checked(session, report, plan));
  if (report.status !== 'would-change') return settled(report);
  const told = await rehearse(session, plan, opened(look), configFiles(look.facts));
  if (!told.ok) return settled(sessionFailure(session.host, told.error, 0));
  if (told.value.kind === 'not-rehearsed') {
    const whyNotRehearsed = told.value.why;
    return { kind: 'planned', look, plan, report: { ...report, rehearsed: false, whyNotRehearsed } };
  }
  if (told.value.kind === 'not-writable') {
    const message = `${told.value.path} can't be written to: its file system is mounted read-only, or it is immutable (lsattr)`;
    return refused(report, message, 'where its image or its owner writes it, the change belongs there');
  }
  if (told.value.kind === 'led-astray') {
    const message = `a file of root's would be written to because somebody's link leads there: ${told.value.why}`;
    return refused(
      report,
      message,
      'name the file itself where it is included, or have root own the folder of the link',
    );
  }
  if (told.value.passed) return { kind: 'planned', look, plan, report: { ...report, rehearsed: true } };
  const words = told.value.output.filter(({ passed }) => !passed).map(({ text }) => text);
  const message = `the real program refuses the planned files: ${words.join('; ')}`;
  const error = { reason: 'rehearsal-failed', message, hint: 'nothing was changed' };
  return settled({ ...report, status: 'refused', rehearsed: true, error });
}

/** Ends a host whose plan is not begun. */
const refused = (report: HostReport, message: string, hint: string): Settled =>
  settled({
    ...report,
    status: 'refused',
    rehearsed: false,
    whyNotRehearsed: message,
    error: { reason: 'rehearsal-failed', message, hint: `nothing was changed; ${hint}` },
  });

/** What the gates of a plan may open, as far as the look tells. */
const opened = ({ facts: { nginx, fpm } }: Look): OpenedFiles =>
  openedFiles(nginx.state === 'known' ? nginx.value : null, fpm.state === 'known' ? fpm.value : []);

/** Ends a host with this report. */
export const settled = (report: HostReport): Settled => ({ kind: 'settled', report });
