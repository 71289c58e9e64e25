import type { ApplyIntent } from './apply-intent.ts';
import { createBudget, UNATTENDED_PERCENTAGE } from './budget.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import type { HostReport } from './host-report.ts';
import { changeAfresh, changeHost, endHost, leftOut, lostHost, prepareHost } from './one-host.ts';
import { oneByOne } from './one-by-one.ts';
import type { Intent } from './prepare.ts';

/**
 * A run that nobody watches and no play guards: each host is changed as soon as it is planned, but one after the other
 * until one of them has ended well. What had to wait is looked at and planned again.
 */
export function inOneGo(fleet: Fleet, intent: Intent & ApplyIntent): Promise<readonly HostReport[]> {
  const budget = createBudget(UNATTENDED_PERCENTAGE);
  let isProven = false;
  const turns = oneByOne(() => isProven);
  const inTurn = (change: () => Promise<HostReport>): Promise<HostReport> =>
    turns.take(async () => {
      const ended = await change();
      isProven ||= ended.status === 'changed';
      return endHost(fleet, ended);
    });
  return fanOut(
    fleet.connections,
    fleet.forks,
    async (connection) => {
      const prepared = await prepareHost(fleet, intent, connection);
      const { report } = prepared;
      if (prepared.kind === 'settled') return endHost(fleet, report);
      if (!turns.isBusy()) return inTurn(() => changeHost(fleet, intent, prepared, budget));
      // It may wait for long: nothing is kept open meanwhile.
      prepared.opened.close();
      return inTurn(async () => leftOut(fleet, budget, report) ?? changeAfresh(fleet, intent, connection, budget));
    },
    lostHost,
  );
}
