import type { Connection } from '../inventory/inventory.ts';
import type { ApplyIntent } from './apply-intent.ts';
import { changeBatches, type Planned, type Terms } from './change-batches.ts';
import { internalFailure } from './failed-report.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import { holdPlan } from './held-plan.ts';
import type { HostReport } from './host-report.ts';
import { endHost, lostHost, notApproved, prepareHost } from './one-host.ts';
import type { Intent, Prepared } from './prepare.ts';

/** Plans all hosts, asks where somebody is to be asked, and changes them batch by batch; each is looked at again before. */
export async function inBatches(
  fleet: Fleet,
  intent: Intent & ApplyIntent,
  terms: Terms,
): Promise<readonly HostReport[]> {
  const planned = await fanOut(
    fleet.connections,
    fleet.forks,
    async (each) => planOf(each, await prepareHost(fleet, intent, each)),
    (each, error): Planned => ({ connection: each, held: null, report: lostHost(each, error) }),
  );
  const { consent } = terms;
  const agreed =
    consent.kind !== 'ask' ||
    (planned.some(({ held }) => held !== null) && (await consent.ask(planned.map(({ report }) => report))));
  const settled = planned.flatMap(({ held, report }) =>
    held === null ? [report] : agreed ? [] : [notApproved(report)],
  );
  const left = await fanOut(settled, fleet.forks, (report) => endHost(fleet, report), internalFailure);
  const changed = agreed ? await changeBatches(fleet, intent, terms, planned) : [];
  const byHost = new Map([...left, ...changed].map((report) => [report.host, report]));
  return planned.map(({ report }) => byHost.get(report.host) ?? report);
}

function planOf(connection: Connection, prepared: Prepared): Planned {
  const { report } = prepared;
  if (prepared.kind === 'settled') return { connection, held: null, report };
  prepared.opened.close();
  return { connection, held: holdPlan(prepared.plan, prepared.look), report };
}
