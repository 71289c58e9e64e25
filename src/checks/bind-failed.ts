import { defineCheck, type FindingDraft } from './define-check.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { unitEvidence } from './evidence/evidence.ts';
import { isBroken } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { nginxUnitOf } from './state/nginx-state.ts';
import { STARTS_BESIDE, STARTS_REST_ON, type ServiceFacts } from './starts/failed-starts.ts';
import { holderName } from './starts/said-by-program.ts';
import { startFindings } from './starts/start-findings.ts';
import { unboundAtReload } from './starts/unbound-at-reload.ts';

/** A service could not have the address that it is to listen on: it is somebody's, or not this host's, or it may not. */
export const bindFailed = defineCheck({
  cause: 'bind-failed',
  station: 'listener',
  level: 'manual',
  severity: 'critical',
  title: 'A service could not bind the address that it is to listen on',
  reads: [...STARTS_REST_ON, 'paths', 'unixListeners', 'tcpListeners'],
  consults: STARTS_BESIDE,
  run: (facts) => [
    ...startFindings('bind-failed', facts).map((finding) => ({
      ...finding,
      because: [`orphan-master:${finding.subject}`],
    })),
    ...ofReload(facts),
  ],
});

/** nginx runs on with its old files where a reload could not bind, and says so once. */
function ofReload(facts: ServiceFacts): readonly FindingDraft[] {
  const { nginx, units, processes, sites, siteStatuses = [] } = facts;
  const unbound = unboundAtReload(facts);
  const unit = nginxUnitOf(nginx, units, processes);
  const [first] = unbound;
  if (first === undefined || unit === undefined) return [];
  const failing = siteStatuses.filter(isBroken).map(({ site }) => site);
  const holders = unbound.flatMap((each) => each.holders);
  return [
    {
      severity: failing.length > 0 ? 'critical' : 'warning',
      subject: unit.name,
      message: `nginx could not take up its files: ${first.says}; it runs on with what it read before`,
      evidence: [
        ...logEvidence(
          unbound.map(({ line }) => line),
          { program: 'nginx', since: 0, matches: () => true },
        ),
        ...holders
          .slice(0, 2)
          .map((holder): Evidence => ({ source: 'ss -lp', line: null, text: holderName(holder), at: null })),
        unitEvidence(unit),
      ],
      claims: unbound.flatMap(({ claims }) => claims),
      remedy: null,
      whyNoRemedy: `${first.cure}; a reload before that changes nothing`,
      sites: failing.length > 0 ? failing : sites.filter(({ listens }) => first.isAt(listens)).map(({ id }) => id),
      because: [`orphan-master:${unit.name}`],
    },
  ];
}
