import type { Connection } from '../inventory/inventory.ts';
import { applyHost } from './apply-host.ts';
import type { ApplyIntent, Further } from './apply-intent.ts';
import { clean } from './clean.ts';
import { emptyReport, internalFailure, interruptedReport } from './failed-report.ts';
import { keepEvidence } from './evidence.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import { type HeldPlan, holdPlan } from './held-plan.ts';
import type { HostError, HostReport } from './host-report.ts';
import { type Intent, type Prepared, prepare, settled } from './prepare.ts';
import pLimit from 'p-limit';
import { unlessInterrupted } from './unless-interrupted.ts';

/** Whether to go on once the plans are known: at once for each host, or after somebody has seen them all. */
export type Consent =
  | {
      readonly kind: 'dry';
      /** Hears each plan that would be applied. */
      readonly keep: (plan: HeldPlan) => void;
    }
  | { readonly kind: 'given' }
  | {
      readonly kind: 'ask';
      /** Asks anew for each further round of a host, while others may be at work; no once the signal says too late. */
      readonly ask: (planned: readonly HostReport[], waits?: AbortSignal) => Promise<boolean>;
    };

/** Diagnoses, plans, rehearses and, with consent, applies and verifies; one report for each host. */
export async function remediate(
  fleet: Fleet,
  given: Intent & Omit<ApplyIntent, 'further'>,
  consent: Consent,
): Promise<readonly HostReport[]> {
  const intent = given.kind === 'held' ? given : { ...given, further: { ...given, agreed: agreement(consent) } };
  if (consent.kind !== 'ask') {
    const go = consent.kind === 'given' ? 'apply' : 'stop';
    return fanOut(
      fleet.connections,
      fleet.forks,
      async (each) => {
        const prepared = await prepareOne(fleet, intent, each);
        if (consent.kind === 'dry' && prepared.kind === 'ready') consent.keep(holdPlan(prepared.plan, prepared.look));
        return finish(fleet, intent, prepared, go);
      },
      lostHost,
    );
  }
  const planned = await fanOut(
    fleet.connections,
    fleet.forks,
    async (each) => waiting(each, await prepareOne(fleet, intent, each)),
    (each, error): Planned => ({ connection: each, held: null, report: lostHost(each, error) }),
  );
  const reports = planned.map(({ report }) => report);
  const agreed = planned.some(({ held }) => held !== null) && (await consent.ask(reports));
  return fanOut(
    planned,
    fleet.forks,
    async ({ connection, held, report }) => {
      if (held === null) return finish(fleet, intent, settled(report), 'stop');
      if (!agreed) return finish(fleet, intent, settled({ ...report, status: 'refused', error: NOT_APPROVED }), 'stop');
      const again = await prepareOne(fleet, { kind: 'held', planFor: () => held }, connection);
      return finish(fleet, intent, again, 'apply');
    },
    ({ report }, error) => internalFailure(report, error),
  );
}

/** Whether a later round may go on: whoever was asked for the first is asked again, one host after the other. */
function agreement(consent: Consent): Further['agreed'] {
  if (consent.kind !== 'ask') return () => Promise.resolve(consent.kind === 'given');
  const inTurn = pLimit(1);
  return (planned, waits) => inTurn(async () => !waits.aborted && (await consent.ask([planned], waits)));
}

/** A host while somebody reads its plan, which may take long: nothing is kept open. Null where nothing is to be done. */
interface Planned {
  readonly connection: Connection;
  readonly held: HeldPlan | null;
  readonly report: HostReport;
}

function waiting(connection: Connection, prepared: Prepared): Planned {
  const { report } = prepared;
  if (prepared.kind === 'settled') return { connection, held: null, report };
  prepared.opened.close();
  return { connection, held: holdPlan(prepared.plan, prepared.look), report };
}

const lostHost = ({ host }: Connection, error: unknown): HostReport =>
  internalFailure(emptyReport(host, 'failed', 0), error);

async function prepareOne(fleet: Fleet, intent: Intent, connection: Connection): Promise<Prepared> {
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

/** What becomes of a host that is ready: applied, or left as a dry run leaves it. */
type Go = 'apply' | 'stop';

async function finish(fleet: Fleet, intent: ApplyIntent, prepared: Prepared, go: Go): Promise<HostReport> {
  const ended = await finishHost(fleet, intent, prepared, go).catch((error: unknown) =>
    internalFailure(prepared.report, error),
  );
  const report = clean(ended);
  await fleet.listen({ type: 'host-finished', host: report.host, report });
  return report;
}

async function finishHost(fleet: Fleet, intent: ApplyIntent, prepared: Prepared, go: Go): Promise<HostReport> {
  if (prepared.kind === 'settled') return prepared.report;
  const { report, opened } = prepared;
  try {
    if (go === 'stop') return report;
    const unkept = await keepEvidence(intent, prepared);
    if (unkept !== null) return { ...report, status: 'refused', error: unkept };
    await fleet.listen({ type: 'host-changing', host: report.host });
    // Asked last of all: whoever interrupts later is told that this host is being changed.
    if (fleet.signal.aborted) return interruptedReport({ ...report, status: 'refused' });
    return await applyHost(fleet, intent, prepared);
  } finally {
    opened.close();
  }
}

const NOT_APPROVED: HostError = {
  reason: 'not-approved',
  message: 'the plan was not approved, so nothing was changed',
  hint: '--yes approves it beforehand',
};
