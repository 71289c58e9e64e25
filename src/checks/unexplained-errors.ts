import { type OpenLine, openLines } from './claims/open-lines.ts';
import { defineCheck, type ErrorGrades, type FindingDraft, type SoFar } from './define-check.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { requestsOf, visitEvidence } from './evidence/visit-evidence.ts';
import { findingKey, type Severity } from './finding.ts';
import { pathsIn } from './state/site-lines.ts';

/** Errors that nginx or PHP-FPM wrote since it last started or read its files, and that no other finding explains. */
export const unexplainedErrors = defineCheck({
  cause: 'unexplained-errors',
  station: 'script',
  level: 'manual',
  severity: 'warning',
  title: 'Visitors met errors that no other check explains',
  reads: ['identity', 'sites', 'logLines'],
  consults: [
    'nginx',
    'fpm',
    'links',
    'units',
    'processes',
    'paths',
    'unixListeners',
    'tcpListeners',
    'siteStatuses',
    'routeStatuses',
    'pastCaches',
    'visitors',
    'ownerSearch',
    'namedPaths',
  ],
  last: true,
  run: (facts, sofar): readonly FindingDraft[] => {
    const { findings, grades } = sofar;
    const open = openLines(facts).filter((each) => !isExplained(each, sofar));
    return [...groupedBy(open, whereOf)].flatMap(([where, lines]) => {
      const [of = null] = lines.map(({ site }) => site?.id ?? null);
      const severity = severityOf(lines, grades, of === null ? null : requestsOf(facts, of));
      const because = rootsOf(lines, findings);
      const kinds = [...groupedBy(lines, ({ line }) => kindOf(line.message))].toSorted(
        ([, one], [, other]) => other.length - one.length,
      );
      return kinds.slice(0, MOST_KINDS).map(([kind, alike]): FindingDraft => {
        const all = alike.map(({ line }) => line);
        const paths = pathsIn(all).slice(0, 3).join(', ');
        const times = alike.length === 1 ? 'once' : `${alike.length} times`;
        const own = alike.every((each) => each.own) ? ', of our own request' : '';
        const more = kinds.length - MOST_KINDS;
        return {
          severity,
          subject: `${where}: ${kind}`,
          message: `${where} met what no other check explains, ${times}${own}${paths === '' ? '' : `, at ${paths}`}: ${kind}${more > 0 ? ` (and ${more} more kinds of errors)` : ''}`,
          evidence: [
            ...(['nginx', 'php-fpm', 'php'] as const).flatMap((program) =>
              logEvidence(all, { program, since: 0, matches: () => true }),
            ),
            ...(of === null ? [] : visitEvidence(facts, of)),
          ],
          remedy: null,
          whyNoRemedy: 'the cause is not known; the words of the program are what a person would start from',
          sites: [...new Set(alike.flatMap(({ site }) => site?.id ?? []))],
          because,
        };
      });
    });
  },
});

/** Whose errors are graded together: a site's, else a pool's, else the program's. */
const whereOf = ({ line, site }: OpenLine): string =>
  site?.id ?? line.server ?? (line.pool === null ? line.program : `pool ${line.pool}`);

/** Of fewer requests than these a part says nothing. */
const ENOUGH_REQUESTS = 100;

/** Of one site no more kinds of errors are told than these. */
const MOST_KINDS = 3;

/** What nginx wrote of our own request is the answer that we had, whatever its status. */
function severityOf(
  lines: readonly OpenLine[],
  { warning, critical, criticalPercent }: ErrorGrades,
  requests: number | null,
): Severity {
  const visitors = lines.filter(({ own }) => !own).length;
  const many = requests !== null && visitors >= warning && visitors >= (requests * criticalPercent) / 100;
  if (visitors >= critical || (many && requests >= ENOUGH_REQUESTS)) return 'critical';
  return visitors >= warning || visitors < lines.length ? 'warning' : 'notice';
}

/** Whether a finding speaks for a line, or breaks the site of a request that was handed on: then it had to fail somehow. */
const isExplained = ({ line, site }: OpenLine, { claimed, findings }: SoFar): boolean =>
  claimed.has(line) ||
  (line.upstream !== null &&
    site !== null &&
    findings.some(({ severity, sites }) => severity === 'critical' && sites.includes(site.id)));

/** What already breaks these sites may have made these lines as well: they are told as its symptoms. */
function rootsOf(lines: readonly OpenLine[], findings: SoFar['findings']): readonly string[] {
  const sites = new Set(lines.flatMap(({ site }) => site?.id ?? []));
  return findings
    .filter(({ severity, sites: hurt }) => severity === 'critical' && hurt.some((site) => sites.has(site)))
    .map(findingKey);
}

/** What a message says, without what differs from one request to the next. */
function kindOf(message: string): string {
  const [sentence = ''] = message.split('\n');
  return sentence
    .replace(/^\[pool [^\]]*\] /, '')
    .replace(/^FastCGI sent in stderr: "(?:PHP message: )?/, '')
    .replace(/"[^"]*"/g, '"…"')
    .replace(/(?<!\b(?:signal|code|status:?) )\b\d+(?:\.\d+)?\b(?!:)/g, 'N')
    .slice(0, 120);
}

function groupedBy<Item>(items: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const of = key(item);
    const group = groups.get(of);
    if (group === undefined) groups.set(of, [item]);
    else group.push(item);
  }
  return groups;
}
