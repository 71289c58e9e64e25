import { defineCheck } from './define-check.ts';
import { targetEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { complaintsOf, isOfProxied } from './state/complaints.ts';
import { pathsIn } from './state/site-lines.ts';

/** Source: ngx_http_upstream.c. A handshake that breaks off is another matter. */
const CLOSED =
  /^(?:upstream prematurely closed|(?:recv|readv|send|writev)\(\) failed \((?:104|32): )(?!.*SSL handshaking)/;

/** A program that a site is handed on to takes a request, and hangs up before it has answered. */
export const proxyClosedEarly = defineCheck({
  cause: 'proxy-closed-early',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'A proxied program hangs up before it has answered',
  reads: ['sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['routeStatuses', 'processes'],
  run: (facts) =>
    facts.sites.flatMap((site) => {
      const closed = complaintsOf(site, facts, CLOSED, isOfProxied);
      if (closed === null) return [];
      const { own, lines, severity } = closed;
      const paths = pathsIn(lines).slice(0, 3).join(', ');
      return [
        {
          severity,
          subject: site.id,
          message: `the program behind ${site.id} hangs up before it has answered, ${lines.length === 1 ? 'once' : `${lines.length} times`}${paths === '' ? '' : `: ${paths}`}`,
          evidence: [
            ...own.slice(0, 1).map(({ answer }) => siteEvidence(answer)),
            ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
            ...site.proxies.slice(0, 1).map((target) => targetEvidence(target, 'proxy_pass')),
          ],
          remedy: null,
          whyNoRemedy:
            "it listens and takes requests, so its own log has the reason: a worker that dies or is ended by the program's own time limit, or a port that speaks another protocol",
          sites: [site.id],
        },
      ];
    }),
});
