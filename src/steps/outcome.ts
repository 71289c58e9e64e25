import type { ChangeDraft } from '../plan/change.ts';
import type { Drafted } from '../plan/drafts.ts';
import type { Result } from '../base/result.ts';
import type { ArgumentMistake, StepOutcome } from './define-step.ts';

/** Nothing to do, and how the step knows. */
export const unchanged = (why: string): StepOutcome => ({ kind: 'unchanged', why });

/** The step won't act, and why. */
export const refused = (why: string): StepOutcome => ({ kind: 'refused', why });

/** The step would make these changes; nulls (a gate that doesn't apply) are left out. */
export const changes = (...drafts: readonly (ChangeDraft | null)[]): StepOutcome => ({
  kind: 'changes',
  changes: drafts.filter((draft) => draft !== null),
});

/** The step would make a drafted change together with what makes it live; or says why there is none. */
export function changesIf(drafted: Drafted, why: string, ...others: readonly (ChangeDraft | null)[]): StepOutcome {
  if (drafted.kind === 'impossible') return refused(drafted.why);
  return drafted.kind === 'unchanged' ? unchanged(why) : changes(drafted.change, ...others);
}

/** The step can't know what is meant, so the host is left alone. */
export const misread = ({ message }: ArgumentMistake): StepOutcome => ({
  kind: 'stop',
  reason: 'arguments',
  why: message,
});

/** What a step's arguments call for; where they make no sense, the host is left alone. */
export const changesOf = (read: Result<readonly ChangeDraft[], ArgumentMistake>): StepOutcome =>
  read.ok ? changes(...read.value) : misread(read.error);

/** What is wrong with arguments that were read; null where nothing is. */
export const mistakeOf = (read: Result<unknown, ArgumentMistake>): ArgumentMistake | null =>
  read.ok ? null : read.error;
