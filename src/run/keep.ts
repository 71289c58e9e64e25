import { afterwardsOf } from '../apply/journal/run-id.ts';
import { confirm } from '../apply/settle.ts';
import type { ConfirmOutcome } from '../apply/settlement/outcome.ts';
import { emptyReport, sessionFailure } from './failed-report.ts';
import type { Fleet } from './fleet.ts';
import type { HostReport } from './host-report.ts';
import { onEachHost } from './on-each-host.ts';
import { noTransaction, refusedByHost } from './undo-report.ts';

/** Confirms a run by hand on every host of the fleet: what it changed there stays, what its blocks changed too, whatever it has done to the sites. */
export const keep = (fleet: Fleet, of: string, afterwards: readonly string[]): Promise<readonly HostReport[]> =>
  onEachHost(fleet, 'changes', async ({ host, writing }) => {
    if (afterwards.includes(host)) {
      const second = await confirm(writing, afterwardsOf(of));
      if (!second.ok) return sessionFailure(host, second.error, 0);
      // Only one of a run's two transactions can be open on a host.
      if (!isSettled(second.value)) return keptReport(of, host, second.value);
    }
    const told = await confirm(writing, of);
    return told.ok ? keptReport(of, host, told.value) : sessionFailure(host, told.error, 0);
  });

/** Whether there was nothing to confirm, so that the other transaction may be the open one. */
const isSettled = (outcome: ConfirmOutcome): boolean =>
  outcome.kind === 'already-confirmed' ||
  outcome.kind === 'already-undone' ||
  (outcome.kind === 'nothing-open' && outcome.state === 'none');

/** How a confirm by hand went, as a host's report. */
export function keptReport(of: string, host: string, outcome: ConfirmOutcome): HostReport {
  const refused = (reason: string, message: string, hint: string | null): HostReport => ({
    ...emptyReport(host, 'refused', 0),
    error: { reason, message, hint },
  });
  switch (outcome.kind) {
    case 'confirmed':
      return emptyReport(host, 'changed', 0);
    case 'already-confirmed':
      return emptyReport(host, 'ok', 0);
    case 'already-undone':
      return refused('already-undone', `run ${of} is undone here: there is nothing left to keep`, null);
    case 'nothing-open':
      if (outcome.state === 'none') return noTransaction(host, of);
      return refused('not-applied', `run ${of} can't be confirmed here: it is ${outcome.state}`, SETTLE(of));
    case 'refused':
      return refusedByHost(host, outcome);
  }
}

const SETTLE = (of: string): string => `suture undo ${of} settles it`;
