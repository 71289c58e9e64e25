import { showTime } from '../checks/evidence/evidence.ts';
import { isBroken, isJudged } from '../checks/evidence/site-status.ts';
import { showAddress } from '../checks/evidence/show-address.ts';
import type { Diagnosis } from '../checks/finding.ts';
import type { Fact } from '../facts/fact.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import { visitsOf } from '../facts/failed-pages.ts';
import type { FailedPage } from '../facts/visitors.ts';
import type { SiteStatus } from '../facts/network.ts';
import { readable } from '../facts/readable.ts';
import { timelineGaps, timelineOf } from '../facts/timeline.ts';
import { isScriptUnseen } from '../facts/script-unseen.ts';
import type { Site } from '../facts/topology.ts';
import { clean } from './clean.ts';
import type { AnswerCounts, AskedView, LookView, SiteView, VisitsView, TimelineView } from './host-report.ts';

/** A look as people and files may see it: control characters and secrets are gone. */
export function lookView(facts: HostFacts, { findings, skipped }: Diagnosis): LookView {
  const sick = findings.some(({ severity }) => severity !== 'notice');
  return clean({
    findings,
    skipped,
    sites: siteViews(facts),
    asked: askedView(facts),
    visitors: visitsViews(facts),
    timeline: sick ? timelineViews(facts) : [],
    timelineGaps: sick ? timelineGaps(facts) : [],
  });
}

const timelineViews = (facts: HostFacts): readonly TimelineView[] =>
  timelineOf(facts).map(({ at, kind, text }) => ({ at: showTime(at) ?? '', kind, text }));

function siteViews(facts: HostFacts): readonly SiteView[] {
  const { sites, siteStatuses, paths } = readable(facts);
  const known = sites.state === 'known' ? sites.value : [];
  const statuses = siteStatuses.state === 'known' ? siteStatuses.value : [];
  return statuses.map((answer) => {
    const { site: id, url, status, error, unlikeVisitors } = answer;
    const site = known.find((each) => each.id === id);
    return {
      site: id,
      url,
      status,
      error,
      upstream: upstreamOf(site),
      notJudged: unlikeVisitors ?? null,
      scriptUnseen: site !== undefined && isScriptUnseen(site, answer, paths.state === 'known' ? paths.value : []),
    };
  });
}

function askedView(facts: HostFacts): AskedView {
  const { siteStatuses, routeStatuses, routes } = readable(facts);
  const known = <Item>(fact: Fact<readonly Item[]>): readonly Item[] => (fact.state === 'known' ? fact.value : []);
  const reached = new Set(known(routes).flatMap(({ id, reach }) => (reach === 'never' ? [] : [id])));
  const ofRoutes = known(routeStatuses).filter(({ route }) => reached.has(route));
  return { ...countsOf(known(siteStatuses)), routes: countsOf(ofRoutes) };
}

function countsOf(statuses: readonly SiteStatus[]): AnswerCounts {
  const judged = statuses.filter(isJudged);
  const reasons = statuses
    .filter((each) => !isJudged(each))
    .map(({ error, unlikeVisitors }) => unlikeVisitors ?? error ?? 'nobody says why');
  return {
    answered: judged.filter((each) => !isBroken(each)).length,
    broken: judged.filter(isBroken).length,
    notAsked: [...new Set(reasons)].map((why) => ({ why, count: reasons.filter((each) => each === why).length })),
  };
}

function visitsViews(facts: HostFacts): readonly VisitsView[] {
  const { sites, visitors, nginx } = readable(facts);
  if (visitors.state !== 'known' || sites.state !== 'known') return [];
  return visitsOf(visitors.value, sites.value, nginx.state === 'known' ? nginx.value : null).map(
    ({ site, logs, requests, from, cut, failed }) => ({
      site,
      logs,
      requests,
      since: showTime(from),
      cut,
      failed: countsByStatus(failed),
      pages: failed.slice(0, MOST_PAGES).map(({ page, route, status, count, first, last }) => ({
        page,
        route,
        status,
        count,
        first: showTime(first) ?? '',
        last: showTime(last) ?? '',
      })),
    }),
  );
}

const MOST_PAGES = 10;

function countsByStatus(failed: readonly FailedPage[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { status, count } of failed) counts.set(String(status), (counts.get(String(status)) ?? 0) + count);
  return Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function upstreamOf(site: Site | undefined): string | null {
  const address = site?.targets.find((target) => target.address !== null)?.address ?? null;
  return address === null ? null : showAddress(address);
}
