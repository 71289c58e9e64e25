import type { Connection } from '../inventory/inventory.ts';
import { applyHost } from './apply-host.ts';
import type { ApplyIntent } from './apply-intent.ts';
import { internalFailure } from './failed-report.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import type { HostError, HostReport } from './host-report.ts';
import { type Intent, type Prepared, prepare } from './prepare.ts';

/** Whether to go on once the plans are known: at once for each host, or after somebody has seen them all. */
export type Consent =
  | { readonly kind: 'dry' }
  | { readonly kind: 'given' }
  | { readonly kind: 'ask'; readonly ask: (planned: readonly HostReport[]) => Promise<boolean> };

/** Diagnoses, plans, rehearses and, with consent, applies and verifies; one report for each host. */
export async function remediate(
  fleet: Fleet,
  intent: Intent & ApplyIntent,
  consent: Consent,
): Promise<readonly HostReport[]> {
  const prepareOne = async (connection: Connection): Promise<Prepared> => {
    const prepared = await prepare(fleet, intent, connection);
    await fleet.listen({ type: 'host-planned', host: connection.host, report: prepared.report });
    return prepared;
  };
  const finish = async (prepared: Prepared, go: Go): Promise<HostReport> => {
    const report = await finishHost(fleet, intent, prepared, go);
    await fleet.listen({ type: 'host-finished', host: report.host, report });
    return report;
  };

  if (consent.kind !== 'ask') {
    const go = consent.kind === 'given' ? 'apply' : 'stop';
    return fanOut(fleet.connections, fleet.forks, async (each) => finish(await prepareOne(each), go), lostHost);
  }
  const prepared = await fanOut(fleet.connections, fleet.forks, prepareOne, (each, error): Prepared => {
    return { kind: 'settled', report: lostHost(each, error) };
  });
  const planned = prepared.map(({ report }) => report);
  const asked = prepared.some(({ kind }) => kind === 'ready');
  const go = asked && (await consent.ask(planned)) ? 'apply' : 'decline';
  return fanOut(
    prepared,
    fleet.forks,
    (each) => finish(each, go),
    ({ report }, error) => internalFailure(report.host, error, report.elapsedMs),
  );
}

const lostHost = ({ host }: Connection, error: unknown): HostReport => internalFailure(host, error, 0);

/** What becomes of a host that is ready: applied, left as a dry run leaves it, or left because somebody said no. */
type Go = 'apply' | 'stop' | 'decline';

async function finishHost(fleet: Fleet, intent: ApplyIntent, prepared: Prepared, go: Go): Promise<HostReport> {
  if (prepared.kind === 'settled') return prepared.report;
  try {
    switch (go) {
      case 'apply':
        return await applyHost(fleet, intent, prepared);
      case 'stop':
        return prepared.report;
      case 'decline':
        return { ...prepared.report, status: 'refused', error: NOT_APPROVED };
    }
  } finally {
    prepared.opened.close();
  }
}

const NOT_APPROVED: HostError = {
  reason: 'not-approved',
  message: 'the plan was not approved, so nothing was changed',
  hint: '--yes approves it beforehand',
};
