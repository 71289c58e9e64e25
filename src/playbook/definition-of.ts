import { allSteps } from '../steps/all-steps.ts';
import type { Step } from '../steps/define-step.ts';
import type { PlayStep } from './playbook.ts';

/** What a line of a play does: a step of the playbook's own, or one that comes with Suture; undefined for neither. */
export const definitionOf = ({ step, own }: Pick<PlayStep, 'step' | 'own'>): Step | undefined =>
  own ?? allSteps.get(step);
