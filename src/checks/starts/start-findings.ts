import type { ReadableFacts } from '../../facts/known-facts.ts';
import { shortName } from '../../facts/system.ts';
import type { FindingDraft } from '../define-check.ts';
import { failedServices, type ServiceFacts } from './failed-starts.ts';
import { startClaims, startEvidence } from './start-evidence.ts';
import type { StartFault } from './start-reason.ts';

/** Every wanted service that can't be started for a reason that is this cause's. */
export const startFindings = (
  cause: StartFault['cause'],
  facts: ServiceFacts & Partial<Pick<ReadableFacts, 'logLines'>>,
): readonly FindingDraft[] =>
  failedServices(facts)
    .filter(({ fault }) => fault.cause === cause)
    .map(({ fault, severity, sites, needed }) => ({
      severity,
      subject: fault.start.unit.name,
      message: `${shortName(fault.start.unit.name)} can't be started: ${fault.says}; ${needed}`,
      evidence: startEvidence(fault),
      ...startClaims(fault, facts),
      remedy: null,
      whyNoRemedy: fault.cure,
      sites,
    }));
