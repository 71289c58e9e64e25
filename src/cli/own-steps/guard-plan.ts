import * as v from 'valibot';
import { unsoundness } from '../../apply/transaction/soundness.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ChangeDraft } from '../../plan/change.ts';
import { change } from '../../run/saved-plan/schema.ts';
import type { Step, StepOutcome } from '../../steps/define-step.ts';
import type { GuardedAsks } from './guard-asks.ts';
import { thrownAt } from './thrown-at.ts';

const why = v.string('must say `why`, as text');
const outcome = v.variant(
  'kind',
  [
    v.strictObject({ kind: v.literal('unchanged'), why }),
    v.strictObject({ kind: v.literal('refused'), why }),
    v.strictObject({ kind: v.literal('stop'), why }),
    v.strictObject({ kind: v.literal('note'), message: v.string('must say `message`, as text') }),
    v.strictObject({ kind: v.literal('changes'), changes: v.array(v.unknown(), '`changes` must be a list') }),
  ],
  'must be what `changes()`, `unchanged()` or `refused()` make',
);

/** A plan that isn't trusted: what it throws, or returns in a wrong shape, leaves the host alone and says where it was. */
export const guardPlan =
  (name: string, file: string, plan: (input: unknown) => unknown, asks?: GuardedAsks): Step['plan'] =>
  (input) => {
    const asked = asks?.(input.with) ?? null;
    if (asked?.ok === false) return failed(asked.error);
    try {
      const checked = checkOutcome(name, plan(input));
      return checked.ok ? checked.value : failed(`${file}: what \`plan\` returned ${checked.error}`);
    } catch (error) {
      return failed(`${thrownAt(file, error)}: \`plan\` threw ${String(error)}`);
    }
  };

const failed = (why: string): StepOutcome => ({ kind: 'stop', reason: 'step-failed', why });

/** The error is the end of a sentence. */
function checkOutcome(name: string, returned: unknown): Result<StepOutcome, string> {
  if (returned instanceof Promise) return err('is a promise; a step plans at once, from what is known');
  const read = v.safeParse(outcome, returned);
  if (!read.success) return err(issueText(read.issues[0]));
  if (read.output.kind !== 'changes') return ok(read.output);
  const drafts: ChangeDraft[] = [];
  for (const [index, draft] of read.output.changes.entries()) {
    const checked = checkDraft(name, draft);
    if (!checked.ok) return err(`is wrong in change ${index + 1}: ${checked.error}`);
    drafts.push(checked.value);
  }
  return ok({ kind: 'changes', changes: drafts });
}

/** By the rules for a change that comes from a plan's file. */
function checkDraft(step: string, draft: unknown): Result<ChangeDraft, string> {
  if (typeof draft !== 'object' || draft === null) return err('it is no object');
  // Steps of older playbooks have words of their own for a change, which nobody is shown any more.
  const kept = Object.fromEntries(Object.entries(draft).filter(([name]) => name !== 'summary'));
  const read = v.safeParse(change, { ...kept, id: 'c1', step, finding: null });
  if (!read.success) return err(issueText(read.issues[0]));
  const why = unsoundness({ host: '', changes: [read.output], answered: [], refused: [], needsApproval: [] });
  if (why !== null) return err(why.replace(/^c1: /, ''));
  return ok(kept as unknown as ChangeDraft);
}

function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path === null ? issue.message : `has in \`${path}\`: ${issue.message}`;
}
