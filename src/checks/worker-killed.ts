import { mayBeLogOf } from '../facts/fpm-logs.ts';
import type { LogLine } from '../facts/log-line.ts';
import { poolValue } from '../facts/pools.ts';
import type { Pool } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { unitEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { isBroken } from './evidence/site-status.ts';
import { belongTogether } from './evidence/together.ts';
import { lastChangeOf, sitesOfLinks } from './state/fpm-state.ts';
import { outOfMemory } from './state/out-of-memory.ts';
import { programOf } from './state/pool-file.ts';
import { pathsIn } from './state/site-lines.ts';

/** Workers of PHP-FPM were killed by a signal, and nothing says that the kernel did so for lack of memory. */
export const workerKilled = defineCheck({
  cause: 'worker-killed',
  station: 'worker',
  level: 'manual',
  severity: 'critical',
  title: 'Something kills PHP-FPM workers',
  reads: ['fpm', 'links', 'pools', 'siteStatuses', 'logLines', 'units'],
  consults: ['processes', 'room'],
  run: (facts) => {
    const explained = new Set(outOfMemory(facts).flatMap(({ deaths }) => deaths));
    return facts.pools.flatMap((pool): readonly FindingDraft[] => {
      const program = programOf(pool, facts.fpm);
      const links = facts.links.filter(({ pools }) => pools.some(({ id }) => id === pool.id));
      if (program === undefined || links.length === 0) return [];
      const since = lastChangeOf(program, facts.units, facts.processes);
      const own = facts.logLines.filter(
        (line) =>
          line.program === 'php-fpm' &&
          line.at >= since &&
          line.pool === pool.name &&
          mayBeLogOf(program, line.source, facts.fpm),
      );
      const deaths = own.filter((line) => KILLED.test(line.message) && !explained.has(line) && !isTimedOut(line, own));
      const last = deaths.at(-1);
      if (last === undefined) return [];
      const [, number = '', name = 'a signal'] = KILLED.exec(last.message) ?? [];
      const cutOff = facts.logLines.filter(
        (line) => isCutOff(line) && deaths.some((death) => belongTogether(death, line)),
      );
      const sites = sitesOfLinks(links);
      const isDown = facts.siteStatuses.some((status) => sites.includes(status.site) && isBroken(status));
      const unit = facts.units.find((each) => each.name === program.unit);
      const paths = pathsIn(cutOff).slice(0, 3).join(', ');
      const kernel = facts.room?.kernel ?? null;
      const counted = facts.room?.units.find((each) => each.name === program.unit)?.oomKills ?? null;
      const looked = [
        kernel === null ? "the kernel's log could not be read" : "the kernel's log names none of them",
        ...(counted === null ? [] : [`their control group counts ${counted} killed for lack of memory`]),
      ].join(', ');
      return [
        {
          severity: isDown ? 'critical' : cutOff.length === 0 && deaths.length < SEVERAL ? 'notice' : 'warning',
          subject: pool.id,
          message: `${deaths.length === 1 ? 'a worker' : `${deaths.length} workers`} of pool ${pool.name} died of ${name}${paths === '' ? '' : `, at ${paths}`}; whether memory was short is not told: ${looked}`,
          evidence: [
            ...logEvidence(deaths, { program: 'php-fpm', since, matches: () => true }),
            ...logEvidence(cutOff, { program: 'nginx', since, matches: () => true }),
            ...(unit === undefined ? [] : [unitEvidence(unit)]),
          ],
          remedy: null,
          whyNoRemedy:
            number === '9' && cutOff.length === 0 && endsIdleWorkers(pool)
              ? `no request is known to be lost, and PHP-FPM itself kills an idle worker that a busy host keeps from leaving in time; else ${SOMEBODY}`
              : (CURES[number] ?? 'who sent that signal is not told: a watchdog, a cron job or a person'),
          sites,
        },
      ];
    });
  },
});

/** Signals that a process is sent, beside those of its own faults; FPM ends idle workers by SIGQUIT. Source: fpm_children.c. */
const KILLED = /exited on signal (9|15|24|25|31) \((SIG[A-Z0-9]+)/;

/** So many deaths, of which no visitor is known to have met one, are more than a chance. */
const SEVERAL = 3;

/** A worker that has not left by the next look, a second after it was asked to, is killed. Source: fpm_process_ctl.c. */
const endsIdleWorkers = (pool: Pool): boolean => poolValue(pool, 'pm') !== 'static';

const SOMEBODY =
  'who killed them is not told: a watchdog, a panel, a container’s or the host’s limit of memory, or a person; the kernel’s log (dmesg) at that time, or auditd, would tell';

const CURES: Readonly<Record<string, string>> = {
  9: SOMEBODY,
  24: 'a limit of CPU time (LimitCPU= of the unit, rlimit_cpu) ended them: raise it, or make the scripts quicker',
  25: 'a limit of a file’s size (LimitFSIZE= of the unit) ended them: raise it, or write less',
  31: 'a filter of system calls (SystemCallFilter= of the unit) ended them: let it through what PHP needs',
};

/** `request_terminate_timeout` ends a worker so, and says so before. */
const isTimedOut = (death: LogLine, own: readonly LogLine[]): boolean =>
  own.some(
    ({ message, pid, at }) =>
      / execution timed out /.test(message) && pid === death.pid && at <= death.at && death.at - at <= 60,
  );

/** nginx's two words for a worker that went away: the connection was reset, or closed without a word. */
const isCutOff = ({ program, errno, message, upstream }: LogLine): boolean =>
  program === 'nginx' && upstream !== null && (errno === 104 || message.startsWith('upstream prematurely closed'));
