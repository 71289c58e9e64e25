import { defineCheck } from './define-check.ts';
import { targetEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { complaintsOf, isOfFastcgi } from './state/complaints.ts';
import { pathsIn } from './state/site-lines.ts';

/** Source: ngx_http_fastcgi_module, ngx_http_upstream.c. */
const INVALID =
  /^upstream sent (?:(?:duplicate |conflicting )?invalid header|duplicate header line|no valid HTTP\/1\.0 header|invalid status|no valid header)/;

/** PHP answers with a header that nginx refuses to pass on; the page is made, and nobody gets it. */
export const invalidResponseHeader = defineCheck({
  cause: 'invalid-response-header',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'nginx refuses the header of an answer',
  reads: ['sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['routeStatuses', 'processes'],
  run: (facts) =>
    facts.sites.flatMap((site) => {
      const refused = complaintsOf(site, facts, INVALID, isOfFastcgi);
      if (refused === null) return [];
      const { own, lines, last, severity } = refused;
      const [, said = ''] = /(?:header|status|line): ("(?:[^"\\]|\\.)*")/.exec(last.message) ?? [];
      const paths = pathsIn(lines).slice(0, 3).join(', ');
      return [
        {
          severity,
          subject: site.id,
          message: `nginx refuses the header of what the program behind ${site.id} answers${said === '' ? '' : `: ${said.slice(0, 120)}`}${paths === '' ? '' : ` (${paths})`}`,
          evidence: [
            ...own.slice(0, 1).map(({ answer }) => siteEvidence(answer)),
            ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
            ...site.targets.slice(0, 1).map((target) => targetEvidence(target)),
          ],
          remedy: null,
          whyNoRemedy:
            'nginx is right to refuse it, and no setting makes it pass: the script, or an extension of PHP, that sends this header has to be mended',
          sites: [site.id],
        },
      ];
    }),
});
