import type { ReadableFacts } from '../facts/known-facts.ts';
import { nginxMaster } from '../facts/nginx-processes.ts';
import { type NoFirstPage, rootOfFirstPage } from '../facts/root-of-first-page.ts';
import type { Route } from '../facts/routes/route.ts';
import { isPhpsRefusal } from '../facts/script-unseen.ts';
import { answersOf } from '../facts/site-answers.ts';
import type { Site } from '../facts/topology.ts';
import type { WebRoot } from '../facts/web-root.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { showTime } from './evidence/evidence.ts';
import { probeLines, siteLines } from './evidence/probe-lines.ts';
import { siteEvidence } from './evidence/site-status.ts';
import type { Evidence, Severity } from './finding.ts';

/** nginx answers a site from a folder that isn't there, has nothing in it, or has no first page: 404 or 403 for all of it. */
export const siteGone = defineCheck({
  cause: 'site-gone',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'The folder that a site is served from is gone or empty',
  reads: ['sites', 'routes', 'siteStatuses', 'webRoots'],
  consults: ['routeStatuses', 'processes', 'logLines', 'identity'],
  run: (facts) =>
    facts.sites.flatMap((site): readonly FindingDraft[] => {
      const { routeStatuses = [], webRoots } = facts;
      const none = rootOfFirstPage(site, facts.routes, { ...facts, routeStatuses });
      // What PHP-FPM says of its script is a finding of its own, and so is a folder that nginx may not enter.
      if (none === null || isPhpsRefusal(none.answer.answer?.excerpt ?? '') || isDenied(site, facts)) return [];
      const { status } = none.answer;
      const root = webRoots.find(({ path }) => path === none.root);
      const verdict = root && verdictOf(root, none, site, facts);
      if (root === undefined || verdict === undefined) return [];
      const { severity, says } = verdict;
      return [
        {
          severity,
          subject: site.id,
          message: `${site.id} answers / with ${status}: ${says}`,
          evidence: [
            siteEvidence(none.answer),
            { source: none.route.at.file, line: none.route.at.line, text: `serves files from ${root.path}`, at: null },
            ...rootEvidence(root),
            ...siteLines({ ...site, probePath: '/' }, { ...facts, logLines: facts.logLines ?? [] }, NOTHING),
          ],
          remedy: null,
          whyNoRemedy:
            root.unmounted !== null
              ? `mount ${root.unmounted}, and look why it was not: nothing of it is on this host until then`
              : 'what was there is not for Suture to bring back: deploy the site again, restore it, or lead nginx to where it is now',
          sites: [site.id],
        },
      ];
    }),
});

const isDenied = (site: Site, { logLines, identity }: Partial<Pick<ReadableFacts, 'logLines' | 'identity'>>): boolean =>
  logLines !== undefined &&
  identity !== undefined &&
  probeLines(site, { logLines, identity }, /\(13: /, '/').length > 0;

/** Source: ngx_http_index_module, ngx_http_static_module, ngx_http_autoindex_module. */
const NOTHING = /^(?:"[^"]*" is not found|open\(\) "[^"]*" failed|directory index of "[^"]*" is forbidden)/;

type Facts = Pick<ReadableFacts, 'routes' | 'siteStatuses'> &
  Partial<Pick<ReadableFacts, 'routeStatuses' | 'processes'>>;

interface Verdict {
  readonly severity: Severity;
  readonly says: string;
}

/**
 * What a site without a first page lacks; undefined where nothing shows that it was ever meant to have one. A folder in which
 * nothing ever was may be waiting; what was there while nginx ran, or should be mounted, is gone.
 */
function verdictOf(root: WebRoot, { route }: NoFirstPage, site: Site, facts: Facts): Verdict | undefined {
  const { path, state, above, unmounted, deadLink, changedAt, indexes } = root;
  if (!isMeant(route, facts.routes)) return undefined;
  const whole: Severity = answersElsewhere(site, facts) ? 'warning' : 'critical';
  const ranThen = changedAt >= (nginxMaster(facts.processes ?? [])?.startedAt ?? Infinity);
  const at = showTime(changedAt) ?? '?';
  const mount = `/etc/fstab wants ${unmounted ?? '?'} mounted, and it is not`;
  switch (state) {
    case 'missing':
      if (deadLink !== null)
        return { severity: whole, says: `${path} is not there, as a link leads nowhere: ${deadLink}` };
      if (unmounted !== null) return { severity: whole, says: `${path} is not there: ${mount}` };
      return {
        severity: whole,
        says: `${path} is not there${ranThen ? ` (something was changed in ${above} at ${at}, while nginx ran)` : ''}`,
      };
    case 'no-folder':
      return { severity: whole, says: `${path} is no folder` };
    case 'empty':
      if (unmounted !== null) return { severity: whole, says: `${path} is empty: ${mount}` };
      return ranThen
        ? { severity: whole, says: `${path} is empty since ${at}, while nginx ran` }
        : { severity: 'warning', says: `${path} is empty` };
    case 'there':
      if (unmounted !== null) return { severity: whole, says: `${path} lies below a mount that is missing: ${mount}` };
      if (indexes.length > 0)
        return { severity: 'warning', says: `${indexes.join(' and ')} in ${path} is no first page by its "index"` };
      return asksPhp(site)
        ? { severity: 'warning', says: `there is no first page in ${path}: neither index.php nor index.html` }
        : { severity: 'notice', says: `there is no first page in ${path}, which may be meant so` };
    case 'closed':
      return undefined;
  }
}

/** Whether a site is meant to have a first page: a location takes it, or whatever else it has is of some kind of file. */
const isMeant = ({ id, site, matcher }: Route, routes: readonly Route[]): boolean =>
  matcher !== '' ||
  routes.every((other) => other.site !== site || other.id === id || /^(?:~\*? (?!\^)|= |@)/.test(other.matcher));

const answersElsewhere = (site: Site, facts: Facts): boolean =>
  answersOf(site, facts).some(({ answer: { status }, path }) => path !== '/' && status !== null && status < 400);

const asksPhp = ({ targets }: Site): boolean => targets.length > 0;

const rootEvidence = ({ path, state, above, changedAt, deadLink, unmounted }: WebRoot): readonly Evidence[] => [
  {
    source: path,
    line: null,
    text:
      state === 'missing'
        ? `missing; ${above} is there`
        : state === 'empty'
          ? 'an empty folder'
          : state === 'no-folder'
            ? 'no folder'
            : 'a folder',
    at: showTime(changedAt),
  },
  ...(deadLink === null ? [] : [{ source: 'readlink', line: null, text: deadLink, at: null }]),
  ...(unmounted === null ? [] : [{ source: '/etc/fstab', line: null, text: `${unmounted} is not mounted`, at: null }]),
];
