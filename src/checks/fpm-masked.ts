import { isMasked } from '../facts/unit-refusals.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { targetEvidence, unitEvidence } from './evidence/evidence.ts';
import { fpmDemands, shortName, sitesOfLinks, subjectOf, whoNeeds } from './state/fpm-state.ts';

/** The unit of the PHP-FPM that a site needs is masked: somebody decided that it must not start. */
export const fpmMasked = defineCheck({
  cause: 'fpm-masked',
  station: 'listener',
  level: 'manual',
  severity: 'critical',
  title: 'The PHP-FPM that a site needs is masked',
  reads: ['fpm', 'links', 'units'],
  consults: ['processes', 'logLines', 'paths'],
  run: (facts) =>
    fpmDemands(facts.fpm, facts.links, facts.units).flatMap(
      ({ program, unit, links, state }): readonly FindingDraft[] => {
        if (unit === undefined || !isMasked(unit)) return [];
        const needed = state === 'running' ? links : links.filter(({ listening }) => !listening);
        if (needed.length === 0) return [];
        const name = shortName(unit.name);
        const sites = whoNeeds(needed);
        const until = unit.enabled === 'masked-runtime' ? ' until the next reboot' : '';
        return [
          {
            severity: state === 'running' ? 'warning' : 'critical',
            subject: subjectOf(program),
            message:
              state === 'running'
                ? `${name} runs, but is masked${until}: once it stops, nobody can start it, and ${sites} it`
                : `${name} is masked${until}, so nobody can start it, and ${sites} it`,
            evidence: [
              unitEvidence(unit),
              ...needed.slice(0, 3).map(({ target }) => targetEvidence(target)),
              ...connectLines(facts, needed, [2, 111], program),
            ],
            remedy: null,
            whyNoRemedy: `somebody decided that ${name} must not start; who may undo that runs \`systemctl unmask ${name}\` and then \`systemctl start ${name}\``,
            sites: state === 'running' ? [] : sitesOfLinks(needed),
          },
        ];
      },
    ),
});
