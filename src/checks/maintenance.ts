import { defineCheck } from './define-check.ts';
import { directiveEvidence } from './evidence/evidence.ts';
import { saidOfProbe } from './evidence/said-of-probe.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { maintenanceOf } from './state/maintenance.ts';
import { answersOf } from '../facts/site-answers.ts';

/** nginx itself answers with 503, as a rule of the site says: somebody's page of maintenance. */
export const maintenance = defineCheck({
  cause: 'maintenance',
  station: 'aside',
  level: 'manual',
  severity: 'notice',
  title: 'nginx itself shows a page of maintenance',
  reads: ['nginx', 'sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['routeStatuses', 'paths'],
  run: (facts) =>
    facts.sites.flatMap((site) => {
      for (const { answer, path } of answersOf(site, facts)) {
        const found = maintenanceOf(site, facts, answer, path);
        if (found === undefined || saidOfProbe(site, facts, path).length > 0) continue;
        const { rule, condition } = found;
        const flag = condition?.args.map(({ raw }) => raw).join(' ') ?? null;
        return [
          {
            subject: site.id,
            message: `nginx itself answers ${path} of ${site.id} with 503, as its configuration says${flag === null ? '' : ` where if ${flag}`}: no program behind it is asked`,
            evidence: [
              siteEvidence(answer),
              ...(condition === null ? [] : [{ ...directiveEvidence(condition), text: `if ${flag ?? ''} { … }` }]),
              directiveEvidence(rule),
            ],
            remedy: null,
            whyNoRemedy:
              'a page of maintenance is shown on purpose; whether its flag was forgotten is for people to say',
            sites: [site.id],
          },
        ];
      }
      return [];
    }),
});
