import { mayBeLogOf } from '../facts/fpm-logs.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { targetEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import { hasPool, lastChangeOf } from './state/fpm-state.ts';
import { readTimeout, settingsOf } from './state/pass-settings.ts';
import { exhaustedAmong } from './state/pool-load.ts';
import { linesByLink, pathsIn } from './state/site-lines.ts';

/** PHP took a request and didn't answer in time: nginx gave up with 504. */
export const upstreamTimeout = defineCheck({
  cause: 'upstream-timeout',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'PHP answers later than nginx waits (504)',
  reads: ['nginx', 'sites', 'links', 'siteStatuses', 'logLines'],
  consults: ['fpm', 'units', 'processes', 'pools', 'room', 'paths', 'unixListeners', 'tcpListeners'],
  run: (facts) =>
    [...new Map(linesByLink(facts, GAVE_UP, facts).map((each) => [each.link.target.site, each])).values()].flatMap(
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
});

const GAVE_UP = /^upstream timed out \(110: .*\) while reading (?:response header from )?upstream/;

/** PHP-FPM's words on a slow request in its log, and what its slow log says of where the script was then. */
const TOO_SLOW = /script '([^']*)' (?:\(request: .*\) executing too slow|is in |is slow)/;
