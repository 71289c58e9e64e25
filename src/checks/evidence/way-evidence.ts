import type { ReadableFacts } from '../../facts/known-facts.ts';
import { PASS_FORMS } from '../../facts/pass-forms.ts';
import type { Evidence } from '../finding.ts';
import type { DeadWay } from '../state/dead-ways.ts';
import { pathOf, sameAddress } from '../state/listeners.ts';
import { nginxLoadedAt } from '../state/nginx-state.ts';
import { pathEvidence, targetEvidence } from './evidence.ts';
import { logEvidence, upstreamAddress } from './log-evidence.ts';
import { isBroken, siteEvidence } from './site-status.ts';

type Facts = Partial<Pick<ReadableFacts, 'siteStatuses' | 'paths' | 'logLines' | 'processes'>>;

/** Where nginx's files lead, what stands there, what the sites answer, and what nginx wrote of those who asked. */
export function wayEvidence(ways: readonly DeadWay[], facts: Facts): readonly Evidence[] {
  const { siteStatuses = [], paths = [] } = facts;
  const sites = new Set(ways.map(({ route }) => route.site));
  const answers = siteStatuses.filter((each) => sites.has(each.site) && isBroken(each));
  const targets = ways.flatMap((way) => way.targets.map((target) => ({ target, kind: way.kind })));
  const sockets = targets.flatMap(({ target: { address } }) => pathOf(address, paths) ?? []);
  return [
    ...answers.slice(0, 2).map(siteEvidence),
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

/** Whether visitors, or the probe, came to grief there: else nobody may ever ask. */
export const isFelt = (ways: readonly DeadWay[], facts: Facts): boolean => {
  const sites = new Set(ways.map(({ route }) => route.site));
  return (
    wayLines(ways, facts).length > 0 ||
    (facts.siteStatuses ?? []).some((each) => sites.has(each.site) && isBroken(each))
  );
};

const distinct = (evidence: readonly Evidence[]): readonly Evidence[] => [
  ...new Map(evidence.map((each) => [JSON.stringify(each), each])).values(),
];
