import type { HostPlan, Note } from '../../plan/plan.ts';
import { quoted } from '../../formats/quoted.ts';
import type { ApplyIntent } from '../apply-intent.ts';
import { emptyReport } from '../failed-report.ts';
import type { Fleet } from '../fleet.ts';
import type { HeldPlan } from '../held-plan.ts';
import type { HostReport } from '../host-report.ts';
import type { Consent } from '../consent.ts';
import { remediate } from '../remediate.ts';
import { type SavedPlan, whyUntimely } from './saved-plan.ts';

/** Applies a saved plan to the hosts of a fleet, all of which it names; nobody is contacted where its time is over. */
export async function applySaved(
  fleet: Fleet,
  plan: SavedPlan,
  intent: ApplyIntent,
  consent: Consent,
): Promise<readonly HostReport[]> {
  const why = whyUntimely(plan, new Date());
  const plans = new Map(plan.hosts.map((held) => [held.plan.host, held]));
  if (why === null) {
    return remediate(fleet, { ...intent, kind: 'held', planFor: (host) => planOf(plans, host) }, consent, plan.plays);
  }
  const reports = fleet.connections.map(({ host }) => expired(host, why));
  for (const report of reports) await fleet.listen({ type: 'host-finished', host: report.host, report });
  return reports;
}

function planOf(plans: ReadonlyMap<string, HeldPlan>, host: string): HeldPlan {
  const held = plans.get(host);
  if (held === undefined) throw new Error(`the plan has nothing for ${host}`);
  return { ...held, plan: wordsQuoted(held.plan) };
}

/** What a plan's file says in words is said as its own, never as ours. */
const wordsQuoted = (plan: HostPlan): HostPlan => ({
  ...plan,
  refused: plan.refused.map((refusal) => ({ ...refusal, why: `its plan says ${quoted(refusal.why)}` })),
  ...(plan.notes === undefined ? {} : { notes: plan.notes.map(noteQuoted) }),
  ...(plan.questions === undefined ? {} : { questions: plan.questions.map(noteQuoted) }),
});

const noteQuoted = ({ step, message }: Note): Note => ({ step, message: quoted(message) });

const expired = (host: string, why: string): HostReport => ({
  ...emptyReport(host, 'refused', 0),
  error: {
    reason: 'plan-expired',
    message: `the plan's time is not now: ${why}`,
    hint: 'nothing was changed; plan again',
  },
});
