import { poolOption } from '../facts/pools.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { answersOf } from '../facts/site-answers.ts';
import type { Link, Site } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { optionEvidence, pathEvidence, targetEvidence } from './evidence/evidence.ts';
import { probeLines, siteLines } from './evidence/probe-lines.ts';
import { NO_SCRIPT } from '../facts/script-unseen.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { deniedScripts } from './state/denied-scripts.ts';
import type { Finding, Severity } from './finding.ts';

const PATTERN = /Primary script unknown/;

/** PHP-FPM answers, but there is no script where nginx tells it to look. */
export const scriptNotFound = defineCheck({
  cause: 'script-not-found',
  station: 'script',
  level: 'manual',
  severity: 'warning',
  title: 'PHP-FPM is told to run a script that it cannot find',
  reads: ['sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['links', 'paths', 'processes', 'routes', 'routeStatuses', 'namedPaths', 'accounts', 'fpm', 'units'],
  run: (facts) => {
    const denied = deniedSites(facts);
    return facts.sites
      .filter(({ id }) => !denied.has(id))
      .flatMap((site) => {
        const own = ofSite(site, facts);
        if (own !== null && own.severity !== 'notice') return [own];
        return [ofFallback(site, facts) ?? own].filter((draft) => draft !== null);
      });
  },
});

/** The sites whose script is there, and is not open to PHP-FPM's user. */
function deniedSites({ namedPaths, accounts, ...facts }: Facts & Partial<DeniedFacts>): ReadonlySet<string> {
  if (namedPaths === undefined || accounts === undefined) return new Set();
  const denied = deniedScripts({ ...facts, namedPaths, accounts });
  return new Set(denied.flatMap(({ complaint }) => complaint.sites.map(({ id }) => id)));
}

type DeniedFacts = Pick<ReadableFacts, 'namedPaths' | 'accounts'>;

type Facts = Pick<ReadableFacts, 'sites' | 'siteStatuses' | 'logLines' | 'identity'> &
  Partial<Pick<ReadableFacts, 'links' | 'paths' | 'processes' | 'routes' | 'routeStatuses'>>;

const WHY_NOT =
  'nginx and PHP-FPM work together as they are told; where the script should be is for whoever deployed the site to say';

/** What the request for the site itself came to. */
function ofSite(site: Site, facts: Facts): FindingDraft | null {
  const status = facts.siteStatuses.find((each) => each.site === site.id);
  if (status?.status !== 404 || probeLines(site, facts, PATTERN).length === 0) return null;
  const links = facts.links?.filter(({ target }) => target.site === site.id) ?? [];
  const answers = answersOf(site, facts);
  const whole = answers.every((each) => (each.answer.status ?? 500) >= 400);
  const first = answers.find(({ path }) => path === '/')?.answer;
  const verdict = verdictOf(site, links, facts.paths ?? [], whole);
  const { severity, says } = first?.answer?.excerpt === NO_SCRIPT ? ofFirstPage(site, verdict, whole) : verdict;
  return {
    severity,
    subject: site.id,
    message: `PHP-FPM runs and answers ${site.id} with 404: ${says}`,
    evidence: [
      siteEvidence(status),
      ...verdict.evidence,
      ...site.targets.slice(0, 2).map((target) => targetEvidence(target)),
      ...siteLines(site, facts, PATTERN),
    ],
    remedy: null,
    whyNoRemedy: WHY_NOT,
    sites: [site.id],
    because: links.flatMap(({ pools }) => pools.map(({ unit }) => `service-sandbox:${unit ?? ''}`)),
  };
}

/** A script that nginx's files name by itself, and to which a location leads all for which it has no file: that is no guess. */
function ofFallback(site: Site, facts: Facts): FindingDraft | null {
  const { routes = [], routeStatuses = [] } = facts;
  const ledTo = new Set(routes.flatMap((route) => (route.site === site.id ? route.leadsTo : [])));
  for (const route of routes) {
    if (route.kind !== 'fastcgi' || !ledTo.has(route.id) || !route.matcher.startsWith('=')) continue;
    const answer = [...facts.siteStatuses, ...routeStatuses].find((each) => each.route === route.id);
    const path = route.probe?.path ?? '';
    if (answer?.status !== 404 || probeLines(site, facts, PATTERN, path).length === 0) continue;
    return {
      severity: 'warning',
      subject: site.id,
      message: `PHP-FPM runs and answers ${path} of ${site.id} with 404: a location leads all for which it has no file there, and PHP-FPM finds no such script`,
      evidence: [
        siteEvidence(answer),
        ...route.targets.slice(0, 2).map((target) => targetEvidence(target)),
        ...siteLines({ ...site, probePath: path }, facts, PATTERN),
      ],
      remedy: null,
      whyNoRemedy: WHY_NOT,
      sites: [site.id],
    };
  }
  return null;
}

/** That the first page leads to the script is no guess; where nothing else answers, the site has no page at all. */
const ofFirstPage = (
  { script }: Site,
  { severity, says }: Verdict,
  whole: boolean,
): Pick<Verdict, 'severity' | 'says'> => ({
  severity: whole ? 'critical' : 'warning',
  says:
    severity === 'notice' && script.state === 'named'
      ? `its first page leads to ${script.path}, and PHP-FPM finds no such script`
      : says,
});

interface Verdict extends Pick<Finding, 'evidence'> {
  readonly severity: Severity;
  readonly says: string;
}

/** A path that the probe merely guessed may well not exist; a folder that isn't there, or a script that is, shows a fault. */
function verdictOf(
  { script, probePath }: Site,
  links: readonly Link[],
  paths: ReadableFacts['paths'],
  whole: boolean,
): Verdict {
  const guess: Verdict = {
    severity: 'notice',
    says: `it finds no script for ${probePath}, which was only the likeliest path to ask for`,
    evidence: [],
  };
  if (script.state === 'not-given') {
    const says = 'no fastcgi_param SCRIPT_FILENAME counts where fastcgi_pass stands, so it is told no script';
    return { severity: 'warning', says, evidence: [] };
  }
  const path = script.state === 'named' ? paths.find((each) => each.path === script.path) : undefined;
  if (path === undefined) return guess;
  const evidence = [pathEvidence(path)];
  const gone = path.folders.find(({ exists }) => !exists)?.path;
  if (gone !== undefined) {
    return {
      severity: whole ? 'critical' : 'warning',
      says: `it is told to run ${path.path}, and the folder ${gone} does not exist`,
      evidence,
    };
  }
  if (path.kind === 'missing') return { ...guess, evidence };
  const chroots = links
    .flatMap(({ pools }) => pools.map((pool) => poolOption(pool, 'chroot')))
    .filter((option) => option !== undefined);
  const why =
    chroots.length > 0 ? 'its pool sees only its chroot' : 'its user may not read it, or its unit sees other folders';
  return {
    severity: 'warning',
    says: `it cannot find ${path.path}, which exists: ${why}`,
    evidence: [...evidence, ...chroots.map(optionEvidence)],
  };
}
