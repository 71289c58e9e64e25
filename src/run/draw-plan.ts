import { setTimeout as pause } from 'node:timers/promises';
import { ok, type Result } from '../base/result.ts';
import type { HostPlan, Stop } from '../plan/plan.ts';
import { planHost } from '../playbook/plan-host.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import { askFirst } from './ask-first.ts';
import type { Fleet } from './fleet.ts';
import { type Look, look as lookAt } from './look.ts';
import type { PlaybookIntent } from './playbook-intent.ts';

/** A plan, and the look that it rests on, with the answers to what its steps had to know beyond it. */
export interface Drawn {
  readonly look: Look;
  readonly plan: HostPlan;
}

/** Asks what the steps must know beyond a look, and plans what is called for. */
export async function drawPlan(
  { stepsFor, evaluationFor, approved }: PlaybookIntent,
  session: ReadSession,
  look: Look,
): Promise<Result<Drawn, SessionError>> {
  const { host } = session;
  const steps = stepsFor(host);
  const evaluation = evaluationFor?.(host) ?? null;
  const asked = await askFirst(session, steps, look, evaluation);
  if (!asked.ok) return asked;
  return ok({ look: asked.value, plan: planHost(steps, { host, ...asked.value }, approved, evaluation) });
}

/** The same; but as long as a step waits for a condition, the host is looked at anew, as often and as late as the step says. */
export async function drawPlanOnceReady(
  fleet: Fleet,
  intent: PlaybookIntent,
  session: ReadSession,
  first: Look,
): Promise<Result<Drawn, SessionError>> {
  const looks = new Map<string, number>();
  for (let look = first; ; ) {
    const drawn = await drawPlan(intent, session, look);
    if (!drawn.ok || !(await mayLookAgain(drawn.value.plan.stopped, looks, fleet.signal))) return drawn;
    const looked = await lookAt(session, fleet);
    if (!looked.ok) return looked;
    look = looked.value;
  }
}

/** Waits for the time of the next look, where there is to be one; an interruption ends the wait, and there is none. */
async function mayLookAgain(
  stopped: Stop | undefined,
  looks: Map<string, number>,
  signal: AbortSignal,
): Promise<boolean> {
  if (stopped?.again === undefined) return false;
  const { retries, delay } = stopped.again;
  const count = looks.get(stopped.step) ?? 0;
  looks.set(stopped.step, count + 1);
  if (count >= retries) return false;
  return pause(delay * 1000, true, { signal }).catch(() => false);
}
