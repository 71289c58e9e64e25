import type { ReadableFacts } from '../facts/known-facts.ts';
import type { LogLine } from '../facts/log-line.ts';
import type { Site } from '../facts/topology.ts';
import { defineCheck } from './define-check.ts';
import { targetEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { probeLines } from './evidence/probe-lines.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import { nginxLoadedAt } from './state/nginx-state.ts';
import { answersOf } from '../facts/site-answers.ts';
import { pathsIn } from './state/site-lines.ts';

/** Source: ngx_http_fastcgi_module, ngx_http_proxy_module, ngx_http_upstream.c, and their kin. */
const INVALID =
  /^upstream sent (?:(?:duplicate |conflicting )?invalid header|duplicate header line|no valid HTTP\/1\.0 header|invalid status|no valid header)/;

/** So many lines of visitors, with our own requests answered well, are more than a chance. */
const SEVERAL = 3;

/** The program behind a site answers with a header that nginx refuses to pass on; the page is made, and nobody gets it. */
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
      const answers = answersOf(site, facts);
      const own = answers.filter(({ path }) => probeLines(site, facts, INVALID, path).length > 0);
      const lines = linesOf(site, facts);
      const last = lines.at(-1);
      if (last === undefined || (own.length === 0 && lines.length < SEVERAL)) return [];
      const [, said = ''] = /(?:header|status|line): ("(?:[^"\\]|\\.)*")/.exec(last.message) ?? [];
      const paths = pathsIn(lines).slice(0, 3).join(', ');
      return [
        {
          severity: own.length > 0 ? 'critical' : 'warning',
          subject: site.id,
          message: `nginx refuses the header of what the program behind ${site.id} answers${said === '' ? '' : `: ${said.slice(0, 120)}`}${paths === '' ? '' : ` (${paths})`}`,
          evidence: [
            ...own.slice(0, 1).map(({ answer }) => siteEvidence(answer)),
            ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
            ...site.targets.slice(0, 1).map((target) => targetEvidence(target)),
            ...site.proxies.slice(0, 1).map((target) => targetEvidence(target, 'proxy_pass')),
            ...answers
              .filter(({ answer }) => own.length === 0 && isBroken(answer))
              .slice(0, 1)
              .map(({ answer }) => siteEvidence(answer)),
          ],
          remedy: null,
          whyNoRemedy:
            'nginx is right to refuse it, and no setting makes it pass: the script, or an extension of PHP, that sends this header has to be mended',
          sites: [site.id],
        },
      ];
    }),
});

function linesOf(
  { names }: Site,
  { logLines, processes }: Pick<ReadableFacts, 'logLines'> & Partial<Pick<ReadableFacts, 'processes'>>,
): readonly LogLine[] {
  const since = nginxLoadedAt(processes ?? []) ?? 0;
  return logLines.filter(
    ({ program, at, server, message }) =>
      program === 'nginx' && at >= since && (server === null || server === (names[0] ?? '')) && INVALID.test(message),
  );
}
