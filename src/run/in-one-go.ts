import type { ApplyIntent } from './apply-intent.ts';
import { createBudget, UNATTENDED_PERCENTAGE } from './budget.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import { holdPlan } from './held-plan.ts';
import type { HostReport } from './host-report.ts';
import { changeHeld, changeHost, endHost, lostHost, prepareHost } from './one-host.ts';
import { oneByOne } from './one-by-one.ts';
import type { Intent } from './prepare.ts';

/**
 * A run that nobody watches and no play guards: each host is changed as soon as it is planned, but one after the other
 * until one of them has ended well. What had to wait is looked at again.
 */
export function inOneGo(fleet: Fleet, intent: Intent & ApplyIntent): Promise<readonly HostReport[]> {
  const budget = createBudget(UNATTENDED_PERCENTAGE);
  let isProven = false;
  const turns = oneByOne(() => isProven);
  const changed = (report: HostReport): HostReport => {
    isProven ||= report.status === 'changed';
    return report;
  };
  return fanOut(
    fleet.connections,
    fleet.forks,
    async (connection) => {
      const prepared = await prepareHost(fleet, intent, connection);
      if (prepared.kind === 'settled') return endHost(fleet, prepared.report);
      if (!turns.isBusy()) {
        return endHost(fleet, await turns.take(async () => changed(await changeHost(fleet, intent, prepared, budget))));
      }
      // It may wait for long: nothing is kept open meanwhile.
      prepared.opened.close();
      const held = holdPlan(prepared.plan, prepared.look);
      const ended = await turns.take(async () => changed(await changeHeld(fleet, intent, connection, held, budget)));
      return endHost(fleet, ended);
    },
    lostHost,
  );
}
