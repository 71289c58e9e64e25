import type { HostPlan } from './plan.ts';

/** How long a plan's own waits may take at most, in seconds. */
export const waitingSeconds = ({ changes }: Pick<HostPlan, 'changes'>): number =>
  changes.reduce((sum, change) => sum + (change.kind === 'wait' ? change.seconds : 0), 0);
