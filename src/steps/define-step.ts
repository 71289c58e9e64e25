import type { JsonObject } from '../base/json.ts';
import type { Finding } from '../checks/finding.ts';
import type { ChangeDraft } from '../plan/change.ts';
import type { World } from '../plan/world.ts';

/** The honest endings of planning a step; `stop` leaves the whole host alone, whatever else was planned. */
export type StepOutcome =
  | { readonly kind: 'unchanged'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'stop'; readonly why: string }
  | { readonly kind: 'changes'; readonly changes: readonly ChangeDraft[] };

/** What a step plans on. */
interface StepInput {
  readonly world: World;
  /** The finding that it answers, when the playbook calls it for a cause. */
  readonly finding: Finding | null;
  /** The finding's remedy's `with`, overlaid by the playbook's own arguments. */
  readonly with: JsonObject;
}

/** A remedy: plans changes from facts, and never acts. */
export interface Step {
  readonly name: string;
  readonly summary: string;
  /** The arguments that a playbook may give it, each with a word on what it takes. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Those of the arguments that are conditions: the step gets a list of whether each holds. */
  readonly conditions?: readonly string[];
  readonly plan: (input: StepInput) => StepOutcome;
}

/** Declares a step. */
export const defineStep = (step: Step): Step => step;
