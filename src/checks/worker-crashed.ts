import { mayBeLogOf } from '../facts/fpm-logs.ts';
import type { LogLine } from '../facts/log-line.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { belongTogether } from './evidence/together.ts';
import { isBroken } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { lastChangeOf, sitesOfLinks } from './state/fpm-state.ts';
import { programOf } from './state/pool-file.ts';
import { pathsIn } from './state/site-lines.ts';
import { showTime } from './evidence/evidence.ts';

/** PHP itself crashes: workers die of SIGSEGV, SIGBUS or SIGABRT in the middle of a request. */
export const workerCrashed = defineCheck({
  cause: 'worker-crashed',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'PHP-FPM workers crash in the middle of a request',
  reads: ['fpm', 'links', 'pools', 'siteStatuses', 'logLines'],
  consults: ['units', 'processes', 'room'],
  run: (facts) =>
    facts.pools.flatMap((pool): readonly FindingDraft[] => {
      const program = programOf(pool, facts.fpm);
      const links = facts.links.filter(({ pools }) => pools.some(({ id }) => id === pool.id));
      const since = program === undefined ? 0 : lastChangeOf(program, facts.units, facts.processes);
      const deaths = facts.logLines.filter(
        (line) =>
          line.program === 'php-fpm' &&
          line.at >= since &&
          line.pool === pool.name &&
          CRASH.test(line.message) &&
          program !== undefined &&
          mayBeLogOf(program, line.source, facts.fpm),
      );
      const last = deaths.at(-1);
      if (program === undefined || last === undefined || links.length === 0) return [];
      const cutOff = facts.logLines.filter(
        (line) => isCutOff(line) && deaths.some((death) => belongTogether(death, line)),
      );
      const sites = sitesOfLinks(links);
      const broken = facts.siteStatuses.some((status) => sites.includes(status.site) && isBroken(status));
      const signal = CRASH.exec(last.message)?.[1] ?? 'a signal';
      const paths = pathsIn(cutOff).slice(0, 3).join(', ');
      const kernel = kernelLines(deaths, facts.room?.kernel ?? []);
      const module = kernel.map(({ text }) => / in ([^\s[]+\.so[^\s[]*)\[/.exec(text)?.[1]).find((name) => name);
      return [
        {
          severity: broken ? 'critical' : 'warning',
          subject: pool.id,
          message: `${deaths.length === 1 ? 'a worker' : `${deaths.length} workers`} of pool ${pool.name} died of ${signal}${paths === '' ? '' : `, at ${paths}`}${module === undefined ? '' : `, in ${module}`}`,
          evidence: [
            ...logEvidence(deaths, { program: 'php-fpm', since, matches: () => true }),
            ...logEvidence(cutOff, { program: 'nginx', since, matches: () => true }),
            ...kernel,
          ],
          remedy: null,
          whyNoRemedy:
            'PHP or one of its extensions has a bug that these requests meet: update or turn off what the kernel names; if it is opcache, try opcache.jit=0',
          sites,
        },
      ];
    }),
});

const CRASH = /exited on signal (?:4|6|7|8|11) \((SIG[A-Z]+)/;

/** nginx's two words for a worker that went away: the connection was reset, or closed without a word. */
const isCutOff = ({ program, errno, message, upstream }: LogLine): boolean =>
  program === 'nginx' && upstream !== null && (errno === 104 || message.startsWith('upstream prematurely closed'));

function kernelLines(
  deaths: readonly LogLine[],
  lines: readonly { readonly at: number; readonly text: string }[],
): readonly Evidence[] {
  return lines
    .filter(
      (line) =>
        /^php[^[]*\[\d+\]: segfault|^traps: php/.test(line.text) && deaths.some((death) => belongTogether(death, line)),
    )
    .slice(-2)
    .map(({ at, text }) => ({ source: 'dmesg', line: null, text, at: showTime(at) }));
}
