import type { JsonObject } from '../base/json.ts';
import { type Diagnosis, type Finding, findingKey } from '../checks/finding.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import { type ChangeDraft, changesNothing } from '../plan/change.ts';
import { ownSeconds } from '../plan/duration.ts';
import { orderChanges, type Unnumbered } from '../plan/order.ts';
import type { HostPlan, Note, Refusal, Stop } from '../plan/plan.ts';
import { withChanges, type World } from '../plan/world.ts';
import { definitionOf } from './definition-of.ts';
import type { StepOutcome } from '../steps/define-step.ts';
import { factsView } from './expressions/facts-view.ts';
import type { Evaluation } from './expressions/scope.ts';
import { allGiven, answers, findingsFor } from './findings-for.ts';
import { bounded } from './bounded.ts';
import type { PlayStep } from './playbook.ts';
import { type Turn, turnsOf } from './turns.ts';

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
  readonly notes: readonly Note[];
  readonly questions: readonly Note[];
  readonly stopped: Stop | null;
  /** The handlers that a step with changes has notified, by where they stand. */
  readonly notified: readonly string[];
}

/** What stays the same while a host is planned. */
interface Planning {
  readonly approved: Approval;
  readonly turns: (step: PlayStep, finding: Finding | null) => readonly Turn[];
}

/**
 * Plans steps on one host: a pure function of its facts and findings, and of vars. Symptoms are left to their root's
 * remedy. Without an evaluation the steps must have no expressions.
 */
export function planHost(
  steps: readonly PlayStep[],
  { host, facts, diagnosis }: Diagnosed,
  approved: Approval,
  evaluation: Evaluation | null = null,
): HostPlan {
  const world: World = { facts, planned: [] };
  const start: Draft = {
    world,
    changes: [],
    answered: [],
    refused: [],
    needsApproval: [],
    notes: [],
    questions: [],
    stopped: null,
    notified: [],
  };
  const view = () => factsView(facts);
  const planning: Planning = { approved, turns: (step, finding) => turnsOf(step, finding, view, evaluation) };
  const draft = steps.reduce(
    (soFar, step) => planStep(soFar, step, findingsFor(step, steps, diagnosis), planning),
    start,
  );
  const { answered, refused, needsApproval, notes, questions, stopped } = draft;
  const told = {
    refused,
    needsApproval,
    ...(notes.length === 0 ? {} : { notes }),
    ...(questions.length === 0 ? {} : { questions }),
  };
  if (stopped !== null) return { host, changes: [], answered: [], ...told, stopped };
  const changes = orderChanges(draft.changes);
  const tooLong = whyTooLong({ changes });
  if (tooLong !== null) return { host, changes: [], answered: [], ...told, stopped: tooLong };
  return { host, changes, answered: [...new Set(answered)], ...told };
}

/** A host stands open to be undone for no longer than this. */
const MOST_SECONDS = 1800;

function whyTooLong(plan: Pick<HostPlan, 'changes'>): Stop | null {
  const seconds = ownSeconds(plan);
  if (seconds <= MOST_SECONDS) return null;
  const why = `what it runs and waits for may take ${seconds} s, and ${MOST_SECONDS} s are the most`;
  return { reason: 'too-long', step: 'the playbook', why };
}

function planStep(draft: Draft, step: PlayStep, findings: readonly (Finding | null)[], planning: Planning): Draft {
  if (step.handler !== undefined && !draft.notified.includes(step.handler)) return draft;
  return findings.reduce((soFar, finding) => takeTurns(soFar, step, finding, planning), draft);
}

function takeTurns(draft: Draft, step: PlayStep, finding: Finding | null, planning: Planning): Draft {
  if (draft.stopped !== null) return draft;
  return planning.turns(step, finding).reduce((soFar, turn) => {
    if (soFar.stopped !== null) return soFar;
    if (turn.kind === 'stop') return { ...soFar, stopped: turn.stop };
    if (finding === null || !answers(step)) return take(soFar, step, finding, act(soFar, step, finding, turn.given));
    return answer(soFar, step, finding, turn.given, planning.approved);
  }, draft);
}

function answer(draft: Draft, step: PlayStep, finding: Finding, given: JsonObject, approved: Approval): Draft {
  const { remedy } = finding;
  if (remedy === null) return refuse(draft, step, finding, finding.whyNoRemedy);
  if (remedy.level === 'approve' && !approved(finding.cause)) {
    return { ...draft, needsApproval: [...new Set([...draft.needsApproval, findingKey(finding)])] };
  }
  return take(draft, step, finding, act(draft, step, finding, given));
}

function act({ world }: Draft, step: PlayStep, finding: Finding | null, given: JsonObject): StepOutcome {
  const known = definitionOf(step);
  if (known === undefined) return { kind: 'refused', why: `there is no step ${step.step}` };
  const wrong = known.mistakeIn?.(given) ?? null;
  if (wrong !== null) return { kind: 'stop', reason: 'arguments', why: wrong.message };
  return known.plan({ world, finding, with: allGiven(finding, given) });
}

function take(draft: Draft, step: PlayStep, finding: Finding | null, outcome: StepOutcome): Draft {
  switch (outcome.kind) {
    case 'unchanged':
      // The finding stands all the same, and somebody will ask why nothing was done about it.
      return finding === null || !answers(step) ? draft : refuse(draft, step, finding, outcome.why);
    case 'refused':
      return refuse(draft, step, finding, outcome.why);
    case 'stop':
      return { ...draft, stopped: { reason: outcome.reason ?? 'assertion-failed', step: step.name, why: outcome.why } };
    case 'note':
      return { ...draft, notes: [...draft.notes, { step: step.name, message: outcome.message }] };
    case 'question':
      return { ...draft, questions: [...draft.questions, { step: step.name, message: outcome.message }] };
    case 'changes':
      return add(draft, step, finding, outcome.changes);
  }
}

function add(draft: Draft, play: PlayStep, finding: Finding | null, drafts: readonly ChangeDraft[]): Draft {
  const { step, notify = [] } = play;
  const key = finding === null ? null : findingKey(finding);
  const changes = drafts.map((change): Unnumbered => ({ ...bounded(change, play), step, finding: key }));
  return {
    ...draft,
    world: withChanges(draft.world, drafts),
    changes: [...draft.changes, ...changes],
    answered: key === null || !answers(play) ? draft.answered : [...draft.answered, key],
    notified: drafts.some((change) => !changesNothing(change)) ? [...draft.notified, ...notify] : draft.notified,
  };
}

function refuse(draft: Draft, { step }: PlayStep, finding: Finding | null, why: string): Draft {
  const key = finding === null ? null : findingKey(finding);
  const told = draft.refused.some((each) => each.finding === key && each.why === why);
  return told ? draft : { ...draft, refused: [...draft.refused, { step, finding: key, why }] };
}
