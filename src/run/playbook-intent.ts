import type { Evaluation } from '../playbook/expressions/scope.ts';
import type { Approval } from '../playbook/plan-host.ts';
import type { PlayStep } from '../playbook/playbook.ts';

/** What may be done on each host: steps to plan by. */
export interface PlaybookIntent {
  readonly kind: 'playbook';
  readonly stepsFor: (host: string) => readonly PlayStep[];
  readonly approved: Approval;
  /** What evaluates the expressions in a host's steps; null where there are none. */
  readonly evaluationFor?: (host: string) => Evaluation | null;
}
