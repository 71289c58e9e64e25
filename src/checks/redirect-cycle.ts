import type { ReadableFacts } from '../facts/known-facts.ts';
import type { SiteStatus } from '../facts/network.ts';
import { serversOf } from '../facts/servers.ts';
import type { Site } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { directiveEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { probeLines } from './evidence/probe-lines.ts';
import { siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { directivesWhere } from './state/directives-where.ts';
import { nginxLoadedAt } from './state/nginx-state.ts';
import { answersOf } from '../facts/site-answers.ts';

/** nginx's word for a request that its own rules lead round. Source: ngx_http_internal_redirect, ngx_http_core_module. */
const CIRCLE = /^rewrite or internal redirection cycle/;

/** A request goes round: nginx's own rules lead it back to where it was, or the answer sends a client back to what he asked. */
export const redirectCycle = defineCheck({
  cause: 'redirect-cycle',
  station: 'address',
  level: 'manual',
  severity: 'critical',
  title: 'Requests are led round in a circle',
  reads: ['sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['routeStatuses', 'nginx', 'processes'],
  run: (facts) =>
    facts.sites.flatMap((site): readonly FindingDraft[] => {
      const answers = answersOf(site, facts);
      const inside = answers.filter(
        ({ answer, path }) => answer.status === 500 && probeLines(site, facts, CIRCLE, path).length > 0,
      );
      const back = answers.filter(({ answer }) => sendsBack(answer, site));
      const [first] = [...inside, ...back];
      if (first === undefined) return [];
      const isInside = inside.length > 0;
      const escaped = isInside ? escapedDollars(site, facts) : [];
      return [
        {
          subject: site.id,
          message: isInside
            ? `nginx's own rules lead a request for ${first.path} of ${site.id} round in a circle, until it gives up with 500${escaped.length > 0 ? '; dollars with a backslash before them are no variables' : ''}`
            : `${site.id} answers a request for ${first.path} by sending whoever asks to the same address again`,
          evidence: [
            siteEvidence(first.answer),
            ...escaped,
            ...logEvidence(facts.logLines, {
              program: 'nginx',
              since: nginxLoadedAt(facts.processes ?? []) ?? 0,
              matches: ({ message, server }) =>
                CIRCLE.test(message) && (server === null || server === (site.names[0] ?? '')),
            }),
          ],
          remedy: null,
          whyNoRemedy: isInside
            ? 'which rewrite, try_files or error_page is meant to lead elsewhere is for whoever wrote it to say'
            : 'where it is meant to send people is for whoever wrote the redirect to say; often the program behind does not know that it is reached over TLS, or by which name',
          sites: [site.id],
        },
      ];
    }),
});

/** One that sets a cookie may answer otherwise to whoever brings it along. */
function sendsBack({ status, url, answer }: SiteStatus, { names }: Site): boolean {
  if (status === null || status < 300 || status > 399 || !answer?.location || answer.setsCookie) return false;
  if (!URL.canParse(url) || !URL.canParse(answer.location, url)) return false;
  const [here, there] = [new URL(url), new URL(answer.location, url)];
  return (
    here.protocol === there.protocol &&
    here.port === there.port &&
    `${here.pathname}${here.search}` === `${there.pathname}${there.search}` &&
    (here.hostname === there.hostname || names.includes(there.hostname))
  );
}

/** A quoted heredoc, and some templates, leave a backslash before each dollar. */
function escapedDollars({ id }: Site, { nginx }: Partial<Pick<ReadableFacts, 'nginx'>>): readonly Evidence[] {
  if (nginx === undefined) return [];
  const server = serversOf(nginx).find((each) => each.id === id)?.directive;
  const isRule = (name: string): boolean => ['try_files', 'rewrite', 'error_page'].includes(name);
  return directivesWhere(server, ({ name, args }) => isRule(name) && args.some(({ raw }) => raw.includes('\\$')))
    .slice(0, 2)
    .map(directiveEvidence);
}
