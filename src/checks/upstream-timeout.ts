import type { ReadableFacts } from '../facts/known-facts.ts';
import { mayBeLogOf } from '../facts/fpm-logs.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { targetEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import { hasPool, lastChangeOf } from './state/fpm-state.ts';
import { complaintsOf, isOfProxied } from './state/complaints.ts';
import { readTimeout, settingsOf } from './state/pass-settings.ts';
import { exhaustedAmong } from './state/pool-load.ts';
import { linesByLink, pathsIn } from './state/site-lines.ts';

/** PHP, or a program that a site proxies to, took a request and didn't answer in time: nginx gave up with 504. */
export const upstreamTimeout = defineCheck({
  cause: 'upstream-timeout',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'An answer comes later than nginx waits (504)',
  reads: ['nginx', 'sites', 'links', 'siteStatuses', 'logLines'],
  consults: [
    'identity',
    'routeStatuses',
    'fpm',
    'units',
    'processes',
    'pools',
    'room',
    'paths',
    'unixListeners',
    'tcpListeners',
  ],
  run: (facts) => [
    ...ofProxied(facts),
    ...[...new Map(linesByLink(facts, GAVE_UP, facts).map((each) => [each.link.target.site, each])).values()].flatMap(
      ({ link, lines }): readonly FindingDraft[] => {
        const { target, pools } = link;
        const settings = settingsOf(target, facts.nginx);
        const answer = facts.siteStatuses.find(({ site }) => site === target.site);
        const broken = answer !== undefined && isBroken(answer);
        const waits = settings === undefined ? 'as long as nginx waits' : `${readTimeout(settings)} s`;
        const programs = (facts.fpm ?? []).filter((each) => pools.some((pool) => hasPool(each, pool)));
        const slow = facts.logLines.filter(
          ({ program, pool, message, source, at }) =>
            program === 'php-fpm' &&
            pools.some(({ name }) => name === pool) &&
            TOO_SLOW.test(message) &&
            programs.every((each) => at >= lastChangeOf(each, facts.units, facts.processes)) &&
            (programs.length === 0 || programs.some((each) => mayBeLogOf(each, source, facts.fpm ?? []))),
        );
        const scripts = [...new Set(slow.flatMap(({ message }) => TOO_SLOW.exec(message)?.[1] ?? []))];
        const named = [...pathsIn(lines), ...scripts].slice(0, 4).join(', ');
        return [
          {
            severity: broken ? 'critical' : 'warning',
            subject: target.site,
            message: `${target.site}: PHP took longer than ${waits} (fastcgi_read_timeout), ${lines.length === 1 ? 'once' : `${lines.length} times`}${named === '' ? '' : `: ${named}`}`,
            evidence: [
              ...(broken ? [siteEvidence(answer)] : []),
              targetEvidence(target),
              ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
              ...logEvidence(slow, { program: 'php-fpm', since: 0, matches: () => true }),
            ],
            remedy: null,
            whyNoRemedy:
              'the scripts must become quicker; where one may take this long, a location of its own with a longer fastcgi_read_timeout is the place to say so',
            sites: [target.site],
            because: [
              ...pools.map(({ unit, configPath }) => `fpm-hung:${unit ?? configPath}`),
              ...(facts.pools === undefined || facts.processes === undefined
                ? []
                : exhaustedAmong(pools, { ...facts, pools: facts.pools, processes: facts.processes })),
            ],
          },
        ];
      },
    ),
  ],
});

/** What a program other than PHP is too slow for. */
function ofProxied(
  facts: Pick<ReadableFacts, 'sites' | 'siteStatuses' | 'logLines'> &
    Partial<Pick<ReadableFacts, 'identity' | 'routeStatuses' | 'processes'>>,
): readonly FindingDraft[] {
  const { identity } = facts;
  if (identity === undefined) return [];
  return facts.sites.flatMap((site): readonly FindingDraft[] => {
    const slow = complaintsOf(site, { ...facts, identity }, GAVE_UP, isOfProxied);
    if (slow === null) return [];
    const { own, lines, severity } = slow;
    const paths = pathsIn(lines).slice(0, 4).join(', ');
    return [
      {
        severity,
        subject: site.id,
        message: `the program behind ${site.id} took longer than nginx waits for it, ${lines.length === 1 ? 'once' : `${lines.length} times`}${paths === '' ? '' : `: ${paths}`}`,
        evidence: [
          ...own.slice(0, 1).map(({ answer }) => siteEvidence(answer)),
          ...site.proxies.slice(0, 1).map((target) => targetEvidence(target, 'proxy_pass')),
          ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
        ],
        remedy: null,
        whyNoRemedy:
          'it listens and takes requests, so its own log has the reason; where an answer may take this long, a location of its own with a longer proxy_read_timeout is the place to say so',
        sites: [site.id],
      },
    ];
  });
}

const GAVE_UP = /^upstream timed out \(110: .*\) while reading (?:response header from )?upstream/;

/** PHP-FPM's words on a slow request in its log, and what its slow log says of where the script was then. */
const TOO_SLOW = /script '([^']*)' (?:\(request: .*\) executing too slow|is in |is slow)/;
