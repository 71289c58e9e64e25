import { defineCheck } from './define-check.ts';
import type { Finding } from './finding.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { saidOfProbe } from './evidence/said-of-probe.ts';
import { visitEvidence } from './evidence/visit-evidence.ts';
import { answersOf } from '../facts/site-answers.ts';

/** A site, on any of its routes, answers with an error of its own: the way to the application is open, and it, or nginx's own settings, say no. */
export const appError = defineCheck({
  cause: 'app-error',
  station: 'script',
  level: 'manual',
  severity: 'warning',
  title: 'The application itself answers with an error',
  reads: ['sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['routeStatuses', 'visitors', 'nginx'],
  last: true,
  run: (facts, { findings }) =>
    facts.sites.flatMap((site) => {
      const said = answersOf(site, facts).find(
        ({ answer, path }) => isOwnWord(answer.status) && saidOfProbe(site, facts, path).length === 0,
      );
      if (said === undefined) return [];
      if (findings.some((each) => says(each) && each.sites.includes(site.id))) return [];
      const { answer: status, path } = said;
      const where = path === site.probePath ? '' : ` at ${path}`;
      const words = status.answer?.excerpt ?? '';
      return [
        {
          subject: site.id,
          message: `${site.id} answers ${status.status}${where}, and neither nginx nor PHP-FPM complains: that is the application's own word, or that of nginx's settings${words === '' ? '' : `: “${words.slice(0, 200)}”`}`,
          evidence: [siteEvidence(status), ...visitEvidence(facts, site.id)],
          remedy: null,
          whyNoRemedy:
            'the way to the application is open; what it says is for whoever runs it to answer: its own log, its database, its mode of maintenance',
          sites: [site.id],
        },
      ];
    }),
});

/** Whether a finding tells why a site answers badly; a page of maintenance is nginx's own. */
const says = ({ cause, severity }: Finding): boolean => severity !== 'notice' || cause === 'maintenance';

/** 502 and 504 are a gateway's. */
const isOwnWord = (status: number | null): boolean =>
  status !== null && status >= 500 && status !== 502 && status !== 504;
