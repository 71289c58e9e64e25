import { defineCheck, type FindingDraft } from './define-check.ts';
import { pathEvidence, unitEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { cureOf, saysOf } from './starts/shut-out.ts';
import { STARTS_BESIDE, STARTS_REST_ON } from './starts/failed-starts.ts';
import { startFindings } from './starts/start-findings.ts';
import { sandboxedUnits, type SandboxedUnit } from './starts/sandboxed-units.ts';

/** A unit's own sandbox keeps PHP-FPM, or another service, from what a site needs. */
export const serviceSandbox = defineCheck({
  cause: 'service-sandbox',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'The sandbox of a unit hides or locks what a site needs',
  reads: STARTS_REST_ON,
  consults: STARTS_BESIDE,
  run: (facts) => [
    ...startFindings('service-sandbox', facts),
    ...sandboxedUnits(facts).map(
      (found): FindingDraft => ({
        severity: found.severity,
        subject: found.unit.name,
        message: `${saysOf(found.path, found.restriction).replace(/\bit\b/, found.unit.name)}, and ${found.sites.join(', ')} need${found.sites.length === 1 ? 's' : ''} it`,
        evidence: [
          settingEvidence(found),
          ...found.states.slice(0, 2).map(pathEvidence),
          ...found.statuses.slice(0, 2).map(siteEvidence),
          ...logEvidence(found.lines, { program: found.lines[0]?.program ?? 'nginx', since: 0, matches: () => true }),
          unitEvidence(found.unit),
        ],
        claims: found.lines,
        remedy: null,
        whyNoRemedy: cureOf(found.path, found.restriction, found.unit.name),
        sites: found.sites,
      }),
    ),
  ],
});

const settingEvidence = ({ unit, restriction }: SandboxedUnit): Evidence => ({
  source: `systemctl show ${unit.name}`,
  line: null,
  text: restriction.by,
  at: null,
});
