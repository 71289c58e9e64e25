import { mayBeLogOf } from '../facts/fpm-logs.ts';
import { poolOption, poolValue } from '../facts/pools.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { optionEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { belongTogether } from './evidence/together.ts';
import { isBroken } from './evidence/site-status.ts';
import { setPoolOption } from './remedies/pool-options.ts';
import { remedyOr } from './remedy-or-why.ts';
import { lastChangeOf, sitesOfLinks, whyNotStartable } from './state/fpm-state.ts';
import { readTimeout, settingsOf } from './state/pass-settings.ts';
import { fileOf, programOf } from './state/pool-file.ts';

/** PHP-FPM kills scripts that nginx would still have waited for: the client sees 502 in the place of an answer or a 504. */
export const terminateTimeout = defineCheck({
  cause: 'terminate-timeout',
  station: 'script',
  level: 'approve',
  severity: 'critical',
  title: 'PHP-FPM kills slow scripts before nginx stops waiting',
  reads: ['nginx', 'fpm', 'links', 'pools', 'siteStatuses', 'logLines'],
  consults: ['units', 'processes'],
  run: (facts) =>
    facts.pools.flatMap((pool): readonly FindingDraft[] => {
      const program = programOf(pool, facts.fpm);
      const written = poolOption(pool, 'request_terminate_timeout');
      const limit = fpmSeconds(poolValue(pool, 'request_terminate_timeout') ?? '');
      if (program === undefined || written === undefined || limit === null || limit === 0) return [];
      const impatient = facts.links.flatMap((link) => {
        const settings = link.pools.some(({ id }) => id === pool.id) && settingsOf(link.target, facts.nginx);
        return settings && readTimeout(settings) > limit ? [{ link, waits: readTimeout(settings) }] : [];
      });
      const waits = Math.max(...impatient.map((each) => each.waits));
      const since = lastChangeOf(program, facts.units, facts.processes);
      const killed = facts.logLines.filter(
        (line) =>
          line.program === 'php-fpm' &&
          line.at >= since &&
          line.pool === pool.name &&
          TERMINATED.test(line.message) &&
          mayBeLogOf(program, line.source, facts.fpm),
      );
      if (impatient.length === 0 || killed.length === 0) return [];
      const sites = sitesOfLinks(impatient.map(({ link }) => link));
      const broken = facts.siteStatuses.some((status) => sites.includes(status.site) && isBroken(status));
      const scripts = [...new Set(killed.flatMap(({ message }) => TERMINATED.exec(message)?.[1] ?? []))].slice(0, 3);
      const file = fileOf(pool, program, 'request_terminate_timeout');
      const ordered = Math.ceil(waits) + MARGIN;
      const why =
        file === undefined ? `the file of pool ${pool.name} was not read` : whyNotStartable(program, facts.units);
      return [
        {
          severity: broken ? 'critical' : 'warning',
          subject: pool.id,
          message: `PHP-FPM kills scripts of pool ${pool.name} after ${limit} s (request_terminate_timeout), while nginx waits ${waits} s (fastcgi_read_timeout): ${killed.length === 1 ? 'once' : `${killed.length} times`}${scripts.length === 0 ? '' : `, ${scripts.join(', ')}`}; in order would be ${waits} s < ${waits} + ${MARGIN} = ${ordered} s`,
          evidence: [
            optionEvidence(written),
            ...logEvidence(killed, { program: 'php-fpm', since, matches: () => true }),
            ...logEvidence(facts.logLines, {
              program: 'nginx',
              since,
              matches: (line) =>
                line.errno === 104 && line.upstream !== null && killed.some((kill) => belongTogether(kill, line)),
            }),
          ],
          ...remedyOr(why, () =>
            setPoolOption({
              pool: pool.id,
              file: file?.realPath ?? '',
              section: pool.name,
              options: { request_terminate_timeout: `${ordered}s` },
              unit: program.unit ?? '',
              level: 'approve',
            }),
          ),
          claims: facts.logLines.filter(
            (line) =>
              DIED.test(line.message) && killed.some((kill) => kill.pid === line.pid && belongTogether(kill, line)),
          ),
          sites,
        },
      ];
    }),
});

/** nginx gives up first, and tells its client so; seconds later PHP-FPM frees the worker. */
const MARGIN = 5;

/** What its master writes of the worker's end. */
const DIED = /exited on signal (?:15|9) /;

const TERMINATED = /script '([^']*)' \(request: .*\) execution timed out \([\d.]+ sec\), terminating/;

/** Seconds of FPM's `30`, `30s`, `2m`, `1h`, `1d`; null where it is none. Source: fpm_conf_set_time. */
function fpmSeconds(text: string): number | null {
  const [, digits, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(text.trim()) ?? [];
  return digits === undefined ? null : Number(digits) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1);
}
