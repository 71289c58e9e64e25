import { showTime } from '../checks/evidence/evidence.ts';
import { isBroken } from '../checks/evidence/site-status.ts';
import { showAddress } from '../checks/evidence/show-address.ts';
import type { Diagnosis } from '../checks/finding.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import { wasAsked } from '../facts/network.ts';
import { readable } from '../facts/readable.ts';
import { timelineGaps, timelineOf } from '../facts/timeline.ts';
import type { Site } from '../facts/topology.ts';
import { clean } from './clean.ts';
import type { AskedView, LookView, SiteView, TimelineView } from './host-report.ts';

/** A look as people and files may see it: control characters and secrets are gone. */
export function lookView(facts: HostFacts, { findings, skipped }: Diagnosis): LookView {
  const sick = findings.some(({ severity }) => severity !== 'notice');
  return clean({
    findings,
    skipped,
    sites: siteViews(facts),
    asked: askedView(facts),
    timeline: sick ? timelineViews(facts) : [],
    timelineGaps: sick ? timelineGaps(facts) : [],
  });
}

const timelineViews = (facts: HostFacts): readonly TimelineView[] =>
  timelineOf(facts).map(({ at, kind, text }) => ({ at: showTime(at) ?? '', kind, text }));

function siteViews(facts: HostFacts): readonly SiteView[] {
  const { sites } = readable(facts);
  const known = sites.state === 'known' ? sites.value : [];
  const statuses = facts.siteStatuses.state === 'known' ? facts.siteStatuses.value : [];
  return statuses.map(({ site, url, status, error }) => ({
    site,
    url,
    status,
    error,
    upstream: upstreamOf(known.find(({ id }) => id === site)),
  }));
}

function askedView({ siteStatuses }: HostFacts): AskedView {
  const statuses = siteStatuses.state === 'known' ? siteStatuses.value : [];
  const asked = statuses.filter(wasAsked);
  const reasons = statuses.filter((each) => !wasAsked(each)).map(({ error }) => error ?? 'nobody says why');
  return {
    answered: asked.filter((each) => !isBroken(each)).length,
    broken: asked.filter(isBroken).length,
    notAsked: [...new Set(reasons)].map((why) => ({ why, count: reasons.filter((each) => each === why).length })),
  };
}

function upstreamOf(site: Site | undefined): string | null {
  const address = site?.targets.find((target) => target.address !== null)?.address ?? null;
  return address === null ? null : showAddress(address);
}
