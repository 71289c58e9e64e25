import { type Diagnosis, type Finding, findingKey } from '../checks/finding.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { ChangeDraft } from '../plan/change.ts';
import { orderChanges, type Unnumbered } from '../plan/order.ts';
import type { HostPlan, Refusal } from '../plan/plan.ts';
import { withChanges, type World } from '../plan/world.ts';
import { allSteps } from '../steps/all-steps.ts';
import type { StepOutcome } from '../steps/define-step.ts';
import type { PlayStep } from './playbook.ts';

/** Which causes of level `approve` a human has approved. */
export type Approval = (cause: string) => boolean;

/** What is known of a host when it is planned. */
export interface Diagnosed {
  readonly host: string;
  readonly facts: HostFacts;
  readonly diagnosis: Diagnosis;
}

interface Draft {
  readonly world: World;
  readonly changes: readonly Unnumbered[];
  readonly answered: readonly string[];
  readonly refused: readonly Refusal[];
  readonly needsApproval: readonly string[];
}

/** Plans steps on one host: a pure function of its facts and findings. Symptoms are left to their root's remedy. */
export function planHost(
  steps: readonly PlayStep[],
  { host, facts, diagnosis }: Diagnosed,
  approved: Approval,
): HostPlan {
  const roots = diagnosis.findings.filter((finding) => finding.because.length === 0);
  const start: Draft = { world: { facts, planned: [] }, changes: [], answered: [], refused: [], needsApproval: [] };
  const draft = steps.reduce((soFar, step) => planStep(soFar, step, rootsFor(step, steps, roots), approved), start);
  const { answered, refused, needsApproval } = draft;
  return { host, changes: orderChanges(draft.changes), answered: [...new Set(answered)], refused, needsApproval };
}

/** The findings of a step's cause, but for those whose remedy is another step that the play has for that cause as well. */
function rootsFor(step: PlayStep, steps: readonly PlayStep[], roots: readonly Finding[]): readonly Finding[] {
  const others = steps.filter((each) => each.cause === step.cause && each.step !== step.step).map((each) => each.step);
  return roots.filter(({ cause, remedy }) => cause === step.cause && !others.includes(remedy?.step ?? ''));
}

function planStep(draft: Draft, step: PlayStep, roots: readonly Finding[], approved: Approval): Draft {
  if (step.cause === null) return take(draft, step, null, act(draft, step, null));
  return roots.reduce((soFar, finding) => answer(soFar, step, finding, approved), draft);
}

function answer(draft: Draft, step: PlayStep, finding: Finding, approved: Approval): Draft {
  const { remedy } = finding;
  if (remedy === null) return refuse(draft, step, finding, finding.whyNoRemedy);
  if (remedy.level === 'approve' && !approved(finding.cause)) {
    return { ...draft, needsApproval: [...draft.needsApproval, findingKey(finding)] };
  }
  return take(draft, step, finding, act(draft, step, finding));
}

function act(draft: Draft, step: PlayStep, finding: Finding | null): StepOutcome {
  const known = allSteps.get(step.step);
  if (known === undefined) return { kind: 'refused', why: `there is no step ${step.step}` };
  return known.plan({ world: draft.world, finding, with: { ...finding?.remedy?.with, ...step.with } });
}

function take(draft: Draft, step: PlayStep, finding: Finding | null, outcome: StepOutcome): Draft {
  switch (outcome.kind) {
    case 'unchanged':
      // The finding stands all the same, and somebody will ask why nothing was done about it.
      return finding === null ? draft : refuse(draft, step, finding, outcome.why);
    case 'refused':
      return refuse(draft, step, finding, outcome.why);
    case 'changes':
      return add(draft, step, finding, outcome.changes);
  }
}

function add(draft: Draft, { step }: PlayStep, finding: Finding | null, drafts: readonly ChangeDraft[]): Draft {
  const key = finding === null ? null : findingKey(finding);
  const changes = drafts.map((change): Unnumbered => ({ ...change, step, finding: key }));
  return {
    ...draft,
    world: withChanges(draft.world, drafts),
    changes: [...draft.changes, ...changes],
    answered: key === null ? draft.answered : [...draft.answered, key],
  };
}

function refuse(draft: Draft, { step }: PlayStep, finding: Finding | null, why: string): Draft {
  const key = finding === null ? null : findingKey(finding);
  const told = draft.refused.some((each) => each.finding === key && each.why === why);
  return told ? draft : { ...draft, refused: [...draft.refused, { step, finding: key, why }] };
}
