import type { Directive } from '../formats/nginx/directive.ts';
import type { NginxProgram } from '../facts/programs.ts';
import { serversOf } from '../facts/servers.ts';
import { defineCheck } from './define-check.ts';
import { directiveEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { complaintsOf } from './state/complaints.ts';
import { directivesWhere } from './state/directives-where.ts';
import { pathsIn } from './state/site-lines.ts';

/** Source: ngx_http_auth_request_module. */
const UNEXPECTED = /^auth request unexpected status: (\d{1,3})/;

/** nginx asks a location for permission, which answers neither yes nor no: then every page of it is 500. */
export const authSubrequestFailed = defineCheck({
  cause: 'auth-subrequest-failed',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'Who should say whether a request is permitted does not say so',
  reads: ['nginx', 'sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['routeStatuses', 'processes'],
  run: (facts) =>
    facts.sites.flatMap((site) => {
      const failed = complaintsOf(site, facts, UNEXPECTED);
      if (failed === null) return [];
      const { own, lines, last, severity } = failed;
      const status = UNEXPECTED.exec(last.message)?.[1] ?? '?';
      const asks = askersOf(site.id, facts.nginx);
      const where = asks[0]?.args[0]?.value ?? 'a location';
      const paths = pathsIn(lines).slice(0, 3).join(', ');
      return [
        {
          severity,
          subject: site.id,
          message: `nginx asks ${where} whether a request to ${site.id} is permitted (auth_request), and gets ${status}: visitors get 500${paths === '' ? '' : ` (${paths})`}`,
          evidence: [
            ...own.slice(0, 1).map(({ answer }) => siteEvidence(answer)),
            ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
            ...asks.slice(0, 2).map(directiveEvidence),
          ],
          remedy: null,
          whyNoRemedy: adviceOn(status, where),
          sites: [site.id],
        },
      ];
    }),
});

function adviceOn(status: string, where: string): string {
  if (/^50[234]$/.test(status))
    return `the program that ${where} leads to has to be reached again; nobody is let in without it`;
  if (status === '404')
    return `nothing answers at ${where}: the location, or the path that it hands on, is another than the program has`;
  if (/^3/.test(status))
    return `auth_request takes 2xx for yes, 401 and 403 for no: what sends visitors elsewhere belongs in error_page 401`;
  return `auth_request takes 2xx for yes, 401 and 403 for no, and ${status} is neither: the log of the program behind ${where} has the reason`;
}

const askersOf = (site: string, nginx: NginxProgram): readonly Directive[] => {
  const server = serversOf(nginx).find(({ id }) => id === site)?.directive;
  return directivesWhere(server, ({ name, args }) => name === 'auth_request' && args[0]?.value !== 'off');
};
