import type { JsonObject } from '../base/json.ts';
import type { Finding } from '../checks/finding.ts';
import type { Question } from '../facts/asked.ts';
import type { ChangeDraft } from '../plan/change.ts';
import type { Stop } from '../plan/plan.ts';
import type { World } from '../plan/world.ts';

/** The honest endings of planning a step; `stop` leaves the whole host alone, whatever else was planned; `note` only tells, and
 * `question` has somebody asked before anything is begun there. */
export type StepOutcome =
  | { readonly kind: 'unchanged'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'stop'; readonly why: string; readonly reason?: Stop['reason'] }
  | { readonly kind: 'note' | 'question'; readonly message: string }
  | { readonly kind: 'changes'; readonly changes: readonly ChangeDraft[] };

/** What a step plans on. */
export interface StepInput {
  readonly world: World;
  /** The finding that it answers, when the playbook calls it for a cause. */
  readonly finding: Finding | null;
  /** The finding's remedy's `with`, overlaid by the playbook's own arguments. */
  readonly with: JsonObject;
}

/** An argument of a step: what it takes, wherever no expression stands in its place, and whether it must be there. */
export type Argument = Taken & {
  /** What people read of it, in a few words. */
  readonly about: string;
  /** Left out: never; `without-cause`: unless the step answers a finding, which brings it. */
  readonly required?: 'always' | 'without-cause';
  /** Other arguments, any of which will do where this one is required. */
  readonly or?: readonly string[];
};

type Taken =
  | { readonly takes: 'word'; readonly words: readonly string[] }
  /** A whole number, or one or a list of them, both ends included. */
  | { readonly takes: 'number' | 'numbers'; readonly from?: number; readonly to?: number }
  /** An absolute path; octal digits in quotes; a JavaScript expression; one text or a list of them; a text, a number or a boolean. */
  | { readonly takes: 'text' | 'path' | 'mode' | 'regexp' | 'texts' | 'value' }
  | { readonly takes: 'boolean' | 'list' | 'mapping' }
  /** A file beside the playbook, which is read with it; the step gets its text as that argument. */
  | { readonly takes: 'beside'; readonly as: string }
  /** Expressions, one or a list: the step gets a list of whether each holds. */
  | { readonly takes: 'conditions' };

/** What is wrong with a step's arguments, and with which of them; null where one is missing. */
export interface ArgumentMistake {
  readonly argument: string | null;
  readonly message: string;
}

/** A remedy: plans changes from facts, and never acts. */
export interface Step {
  readonly name: string;
  readonly summary: string;
  /** The arguments that a playbook may give it, by name. */
  readonly arguments: Readonly<Record<string, Argument>>;
  /** What it must know of a host that no look asks, with these arguments; `answerTo` has the answers when it is planned. */
  readonly asks?: (given: JsonObject) => readonly Question[];
  /** Left out for a remedy; a step that only asks, waits or tells answers no finding of its cause, whatever its level. */
  readonly answers?: false;
  /** Left out for false; whether what it has the host do may end otherwise when it is tried again. */
  readonly retriable?: true;
  /** What else is wrong with arguments, whatever the host. */
  readonly mistakeIn?: (given: JsonObject) => ArgumentMistake | null;
  readonly plan: (input: StepInput) => StepOutcome;
}

/** Declares a step. */
export const defineStep = (step: Step): Step => step;
