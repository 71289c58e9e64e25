import type { Change } from './change.ts';
import type { HostPlan } from './plan.ts';

/** How long a test may take where the playbook doesn't say, in seconds. */
export const GATE_SECONDS = 60;

/** How long systemd may take where the playbook doesn't say, in seconds. */
export const SERVICE_SECONDS = 90;

/**
 * How long what the playbook runs and waits for by its own wish may take at most, in seconds, all tries counted; what every
 * plan does is no part of it.
 */
export const ownSeconds = ({ changes }: Pick<HostPlan, 'changes'>): number =>
  changes.reduce((sum, change) => sum + secondsOf(change), 0);

/** How long the commands may take that take a plan's commands back, in seconds. */
export const undoSeconds = ({ changes }: Pick<HostPlan, 'changes'>): number =>
  changes.reduce((sum, change) => sum + (change.kind === 'command' ? change.seconds : 0), 0);

function secondsOf(change: Change): number {
  switch (change.kind) {
    case 'wait':
    case 'command':
      return change.seconds + again(change, change.seconds);
    case 'gate': {
      const { seconds = GATE_SECONDS } = change;
      return Math.max(0, seconds - GATE_SECONDS) + again(change, seconds);
    }
    case 'service':
      return Math.max(0, (change.seconds ?? SERVICE_SECONDS) - SERVICE_SECONDS);
    default:
      return 0;
  }
}

const again = (
  { tries = { retries: 0, delay: 0 } }: Pick<Extract<Change, { kind: 'gate' }>, 'tries'>,
  seconds: number,
) => tries.retries * (seconds + tries.delay);
