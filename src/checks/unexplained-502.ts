import { isMasked } from '../facts/unit-refusals.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { listening } from '../facts/links.ts';
import { type SiteStatus, wasAsked } from '../facts/network.ts';
import type { Link, Site } from '../facts/topology.ts';
import { defineCheck, type FindingDraft, type Undecided } from './define-check.ts';
import { pathEvidence, targetEvidence, unitEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { isBroken, isJudged, siteEvidence } from './evidence/site-status.ts';
import { visitEvidence } from './evidence/visit-evidence.ts';
import type { Evidence } from './finding.ts';
import { pathOf } from './state/listeners.ts';
import { maintenanceOf } from './state/maintenance.ts';
import { type Answered, answersOf } from '../facts/site-answers.ts';
import { nginxLoadedAt } from './state/nginx-state.ts';

/** A site is broken; the engine drops this finding for every site that another one explains. */
export const unexplained502 = defineCheck({
  cause: 'unexplained-502',
  station: 'answer',
  level: 'manual',
  severity: 'critical',
  title: 'A site is broken and no other check knows why',
  reads: ['sites', 'siteStatuses'],
  consults: [
    'links',
    'paths',
    'units',
    'processes',
    'logLines',
    'unixListeners',
    'tcpListeners',
    'routeStatuses',
    'visitors',
    'nginx',
  ],
  run: (facts) =>
    facts.sites.flatMap((site): readonly (FindingDraft | Undecided)[] => {
      const asks = site.targets.length + site.proxies.length > 0;
      const answer = facts.siteStatuses.find((status) => status.site === site.id);
      if (answer === undefined || !wasAsked(answer)) {
        const why = answer?.error ? `: ${answer.error}` : '';
        return asks
          ? [{ undecided: `${site.id} was not asked for an answer${why}`, harmless: isHeard(site, facts) }]
          : [];
      }
      const sick = answersOf(site, facts).find(
        (each, index) =>
          (index === 0 ? isUnwell(site, each.answer) : isOfGateway(each.answer)) && !isSomebodysWord(site, each, facts),
      );
      if (sick === undefined) return [];
      const links = facts.links?.filter(({ target }) => target.site === site.id) ?? [];
      const { status } = sick.answer;
      const where = sick.path === site.probePath ? '' : ` at ${sick.path}`;
      const said = `${status === null ? 'does not answer' : `answers ${status}`}${where}`;
      return [
        {
          subject: site.id,
          message: `${site.id} ${said}, and none of Suture's other checks explains it`,
          evidence: [
            siteEvidence(sick.answer),
            ...site.targets.slice(0, 3).map((target) => targetEvidence(target)),
            ...site.proxies.slice(0, 3).map((target) => targetEvidence(target, 'proxy_pass')),
            ...links.slice(0, 3).flatMap((link) => clues(link, facts)),
            ...recentLines(site, facts),
            ...visitEvidence(facts, site.id),
          ],
          remedy: null,
          whyNoRemedy: 'the cause is not known; the evidence is what a person would look at first',
          sites: [site.id],
        },
      ];
    }),
});

/**
 * Of a site without PHP an answer of 503 is somebody's own word, and where it proxies nowhere, so is silence: but 502 and
 * 504 are always a gateway's.
 */
function isUnwell({ targets, proxies }: Site, answer: SiteStatus): boolean {
  if (!isJudged(answer)) return false;
  if (targets.length > 0) return isBroken(answer);
  return answer.status === 502 || answer.status === 504 || (answer.status === null && proxies.length > 0);
}

/** Whether somebody listens wherever a site leads, so that a dead address at least would have been seen. */
function isHeard(
  { targets, proxies }: Site,
  {
    paths = [],
    unixListeners = [],
    tcpListeners = [],
  }: Partial<Pick<ReadableFacts, 'paths' | 'unixListeners' | 'tcpListeners'>>,
): boolean {
  const isListening = listening(paths, unixListeners, tcpListeners);
  return [...targets, ...proxies].every(({ address }) => address !== null && isListening(address));
}

/** What nginx alone says for a program that it can't reach, on a route of the site's. */
const isOfGateway = (answer: SiteStatus): boolean =>
  isJudged(answer) && (answer.status === 502 || answer.status === 504);

/** Whether a 503 was said on purpose: by a rule of nginx's, or by an application, of which nginx has no complaint. */
const isSomebodysWord = (
  site: Site,
  { answer, path }: Answered,
  facts: Partial<Pick<ReadableFacts, 'nginx' | 'paths' | 'logLines' | 'processes'>>,
): boolean =>
  answer.status === 503 &&
  (maintenanceOf(site, facts, answer, path) !== undefined || recentLines(site, facts).length === 0);

/** What stands at the address, and systemd's word on whoever should listen there. */
function clues(
  { target, pools, listening }: Link,
  { paths, units }: Partial<Pick<ReadableFacts, 'paths' | 'units'>>,
): readonly Evidence[] {
  const path = pathOf(target.address, paths ?? []);
  const owners = units?.filter(({ name }) => pools.some(({ unit }) => unit === name)) ?? [];
  const silent = owners.filter((unit) => !listening || isMasked(unit));
  return [...(path === undefined ? [] : [pathEvidence(path)]), ...silent.map(unitEvidence)];
}

const recentLines = (
  { names }: Site,
  { logLines, processes }: Partial<Pick<ReadableFacts, 'logLines' | 'processes'>>,
): readonly Evidence[] =>
  logEvidence(logLines, {
    program: 'nginx',
    since: nginxLoadedAt(processes ?? []) ?? 0,
    matches: ({ server, upstream }) =>
      upstream !== null && (server === null || server === '' || names.includes(server)),
  });
