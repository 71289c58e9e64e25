import { type Guarded, isGuarded } from '../playbook/guards.ts';
import type { ApplyIntent } from './apply-intent.ts';
import { agreement, type Consent } from './consent.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import { type HeldPlan, holdPlan } from './held-plan.ts';
import type { HostReport } from './host-report.ts';
import { inBatches } from './in-batches.ts';
import { inOneGo } from './in-one-go.ts';
import { endHost, lostHost, prepareHost } from './one-host.ts';
import type { Intent } from './prepare.ts';

/**
 * Diagnoses, plans, rehearses and, with consent, applies and verifies under the guards of the plays; one report for each
 * host. Hosts that no play names are changed last.
 */
export async function remediate(
  fleet: Fleet,
  given: Intent & Omit<ApplyIntent, 'further'>,
  consent: Consent,
  plays: readonly Guarded[] = [],
): Promise<readonly HostReport[]> {
  if (consent.kind === 'dry') return dryRun(fleet, given, consent.keep);
  const asked = agreement(consent);
  const intent = given.kind === 'held' ? given : { ...given, further: { ...given, agreed: asked.agreed } };
  if (consent.kind === 'given' && plays.length <= 1 && !plays.some(isGuarded)) return inOneGo(fleet, intent);
  return inBatches(fleet, intent, { consent, asked, plays });
}

/** The part of a run that changes nothing. */
const dryRun = (fleet: Fleet, intent: Intent, keep: (plan: HeldPlan) => void): Promise<readonly HostReport[]> =>
  fanOut(
    fleet.connections,
    fleet.forks,
    async (each) => {
      const prepared = await prepareHost(fleet, intent, each);
      if (prepared.kind === 'ready') {
        prepared.opened.close();
        keep(holdPlan(prepared.plan, prepared.look));
      }
      return endHost(fleet, prepared.report);
    },
    lostHost,
  );
