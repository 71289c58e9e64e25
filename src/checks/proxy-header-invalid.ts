import { defineCheck } from './define-check.ts';
import { targetEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { complaintsOf, isOfProxied } from './state/complaints.ts';
import { pathsIn } from './state/site-lines.ts';

/** Source: ngx_http_proxy_module, uwsgi, scgi and grpc, ngx_http_upstream.c, ngx_http_parse.c. */
const REFUSED =
  /^upstream sent (?:(?:duplicate |conflicting )?invalid|duplicate header line|no valid|too big header|too large|unknown "Transfer-Encoding"|"Content-Length" and "Transfer-Encoding"|unexpected|frame|trailer|more data|response body larger|data )/;

/** A program that a site is handed on to answers in a way that nginx refuses to pass on. */
export const proxyHeaderInvalid = defineCheck({
  cause: 'proxy-header-invalid',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'nginx refuses what a proxied program answers',
  reads: ['sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['routeStatuses', 'processes'],
  run: (facts) =>
    facts.sites.flatMap((site) => {
      const refused = complaintsOf(site, facts, REFUSED, isOfProxied);
      if (refused === null) return [];
      const { own, lines, last, severity } = refused;
      const { says, advice } = readingOf(last.message);
      const paths = pathsIn(lines).slice(0, 3).join(', ');
      return [
        {
          severity,
          subject: site.id,
          message: `nginx refuses what the program behind ${site.id} answers${paths === '' ? '' : ` (${paths})`}: ${says}`,
          evidence: [
            ...own.slice(0, 1).map(({ answer }) => siteEvidence(answer)),
            ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
            ...site.proxies.slice(0, 1).map((target) => targetEvidence(target, 'proxy_pass')),
          ],
          remedy: null,
          whyNoRemedy: advice,
          sites: [site.id],
        },
      ];
    }),
});

/** What nginx's words mean, and what a person can do. */
function readingOf(message: string): { readonly says: string; readonly advice: string } {
  const mend = 'nginx is right to refuse it, and no setting makes it pass: the program has to be mended';
  if (/too big header/.test(message)) {
    return {
      says: 'its header is larger than nginx has room for (proxy_buffer_size, uwsgi_buffer_size and kin)',
      advice:
        'look at the cookies that it sets first; where so much is meant, a larger proxy_buffer_size (with proxy_buffers and proxy_busy_buffers_size no smaller) in that location makes room',
    };
  }
  if (/no valid (?:HTTP|header)|invalid status|invalid header|no valid/.test(message) && !/header: "/.test(message)) {
    return {
      says: 'it begins with no header at all, so that it may speak another protocol than nginx takes it to',
      advice: `see what listens there: TLS wants https://, uwsgi and FastCGI want uwsgi_pass and fastcgi_pass; else the program has to be mended`,
    };
  }
  const [, said] = /(?:header|status|line|Encoding"): ("(?:[^"\\]|\\.)*")/.exec(message) ?? [];
  return {
    says: said === undefined ? message.replace(/ while .*/, '').slice(0, 160) : said.slice(0, 120),
    advice: mend,
  };
}
