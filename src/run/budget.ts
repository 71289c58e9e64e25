import type { HostReport, HostStatus } from './host-report.ts';

/** How much may go wrong in a run, judged as hosts end. Once it is spent it stays so. */
export interface Budget {
  /** Begins to count anew for a batch of so many hosts; more than so many percent of them, or all, spend the budget. */
  readonly beginBatch: (hosts: number, maxFailPercentage: number | null) => void;
  /** Hears that nothing could be begun on a host of the batch: it was lost, or failed, when it was looked at. */
  readonly lost: () => void;
  /** Hears that changing a host is begun. */
  readonly begun: () => void;
  /** Hears how a host ended that was begun. */
  readonly ended: (report: Pick<HostReport, 'status'>) => void;
  /** Why nothing more may be begun; null as long as something may. */
  readonly whySpent: () => string | null;
}

/** Of the hosts that an unattended run has begun, where no play says otherwise. */
export const UNATTENDED_PERCENTAGE = 25;

/** One host that goes wrong may be to blame itself; two are a reason to think that the repair is. */
const UNATTENDED_LEAST = 2;

/** A run's budget; with a percentage, all that it has begun is counted as well as each batch: nobody watches. */
export function createBudget(unattendedPercentage: number | null): Budget {
  let batch = { hosts: Number.POSITIVE_INFINITY, bad: 0, maxFailPercentage: null as number | null };
  let [begun, bad] = [0, 0];
  let spent: string | null = null;
  const judge = (): void => {
    spent ??=
      excess(batch.bad, batch.hosts, batch.maxFailPercentage, 'of a batch') ??
      // As Ansible has it, whatever the percentage.
      (batch.bad >= batch.hosts ? `${batch.bad} of ${batch.hosts} hosts of a batch ${WRONG}` : null) ??
      (bad >= UNATTENDED_LEAST ? excess(bad, begun, unattendedPercentage, 'that this run has begun to change') : null);
  };
  return {
    beginBatch: (hosts, maxFailPercentage) => {
      batch = { hosts, bad: 0, maxFailPercentage };
    },
    lost: () => {
      batch.bad += 1;
      judge();
    },
    begun: () => {
      begun += 1;
    },
    ended: (report) => {
      if (!wentWrong(report)) return;
      bad += 1;
      batch.bad += 1;
      judge();
    },
    whySpent: () => spent,
  };
}

/** A percentage is to be exceeded, not reached; null is no bound. */
const excess = (bad: number, hosts: number, percentage: number | null, which: string): string | null =>
  percentage === null || bad * 100 <= percentage * hosts
    ? null
    : `${bad} of ${hosts} hosts ${which} ${WRONG}, more than ${percentage} %`;

const WRONG = 'failed, were lost or were rolled back';

/** Whether a host's end counts against a budget. */
export const wentWrong = ({ status }: Pick<HostReport, 'status'>): boolean => BAD.has(status);

const BAD: ReadonlySet<HostStatus> = new Set(['failed', 'unreachable', 'rolled-back']);

/** A host on which nothing is begun any more, since the budget is spent. */
export const overBudget = (report: HostReport, why: string): HostReport => ({
  ...report,
  status: 'refused',
  error: {
    reason: 'budget-spent',
    message: `${why}; nothing was begun here`,
    hint: 'see why those did; --rerun failed runs on what is left',
  },
});
