import type { ChangeDraft } from '../plan/change.ts';
import type { Drafted } from '../plan/drafts.ts';
import type { StepOutcome } from './define-step.ts';

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
