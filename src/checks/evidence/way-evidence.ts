import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { SiteStatus } from '../../facts/network.ts';
import { PASS_FORMS } from '../../facts/pass-forms.ts';
import type { Evidence } from '../finding.ts';
import type { DeadWay } from '../state/dead-ways.ts';
import { pathOf, sameAddress } from '../state/listeners.ts';
import { nginxLoadedAt } from '../state/nginx-state.ts';
import { pathEvidence, targetEvidence } from './evidence.ts';
import { logEvidence, upstreamAddress } from './log-evidence.ts';
import { isBroken, siteEvidence } from './site-status.ts';

type Facts = Partial<Pick<ReadableFacts, 'siteStatuses' | 'routeStatuses' | 'paths' | 'logLines' | 'processes'>>;

/** Where nginx's files lead, what stands there, what the sites answer, and what nginx wrote of those who asked. */
export function wayEvidence(ways: readonly DeadWay[], facts: Facts): readonly Evidence[] {
  const { paths = [] } = facts;
  const targets = ways.flatMap((way) => way.targets.map((target) => ({ target, kind: way.kind })));
  const sockets = targets.flatMap(({ target: { address } }) => pathOf(address, paths) ?? []);
  return [
    ...brokenAnswers(ways, facts).slice(0, 2).map(siteEvidence),
    ...distinct(targets.map(({ target, kind }) => targetEvidence(target, PASS_FORMS[kind].directive))).slice(0, 3),
    ...distinct(sockets.map(pathEvidence)).slice(0, 2),
    ...wayLines(ways, facts),
  ];
}

/** nginx's lines on the addresses of these ways since it last read its configuration. */
const wayLines = (ways: readonly DeadWay[], { logLines, processes, paths = [] }: Facts): readonly Evidence[] =>
  logEvidence(logLines, {
    program: 'nginx',
    since: nginxLoadedAt(processes ?? []) ?? 0,
    matches: (line) => {
      const upstream = upstreamAddress(line);
      return (
        upstream !== null &&
        ways.some(({ targets }) =>
          targets.some(({ address }) => address !== null && sameAddress(address, upstream, paths)),
        )
      );
    },
  });

/** What the probe itself got: of a route that was asked, its own answer; else its site's. */
function brokenAnswers(
  ways: readonly DeadWay[],
  { siteStatuses = [], routeStatuses = [] }: Facts,
): readonly SiteStatus[] {
  const sites = new Set(ways.map(({ route }) => route.site));
  const routes = new Set(ways.map(({ route }) => route.id));
  const answers = [
    ...siteStatuses.filter(({ site }) => sites.has(site)),
    ...routeStatuses.filter(({ route }) => routes.has(route)),
  ].filter(isBroken);
  return [...new Map(answers.map((answer) => [answer.url, answer])).values()];
}

/** Whether visitors, or the probe, came to grief there: else nobody may ever ask. */
export const isFelt = (ways: readonly DeadWay[], facts: Facts): boolean =>
  wayLines(ways, facts).length > 0 || brokenAnswers(ways, facts).length > 0;

const distinct = (evidence: readonly Evidence[]): readonly Evidence[] => [
  ...new Map(evidence.map((each) => [JSON.stringify(each), each])).values(),
];
