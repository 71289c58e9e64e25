import type { Connection } from '../inventory/inventory.ts';
import type { ApplyIntent } from './apply-intent.ts';
import { changeBatches, type Planned, type Terms } from './change-batches.ts';
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
  const ended = new Map<string, HostReport>();
  const end = async (report: HostReport): Promise<void> => void ended.set(report.host, await endHost(fleet, report));
  for (const { held, report } of planned) {
    if (held === null) await end(report);
    else if (!agreed) await end(notApproved(report));
  }
  if (agreed) await changeBatches(fleet, intent, terms, planned, end);
  return planned.map(({ report }) => ended.get(report.host) ?? report);
}

function planOf(connection: Connection, prepared: Prepared): Planned {
  const { report } = prepared;
  if (prepared.kind === 'settled') return { connection, held: null, report };
  prepared.opened.close();
  return { connection, held: holdPlan(prepared.plan, prepared.look), report };
}
