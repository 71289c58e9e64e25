import { workersOf } from '../facts/pool-workers.ts';
import type { Process } from '../facts/system.ts';
import type { Pool } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { processEvidence, targetEvidence, unitEvidence } from './evidence/evidence.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { service } from './remedies/service.ts';
import { remedyOr } from './remedy-or-why.ts';
import { fpmDemands, hasPool, shortName, sitesOfLinks, subjectOf, whyNotStartable } from './state/fpm-state.ts';

/** PHP-FPM runs and listens, but none of the processes that could answer can move, and requests get no answer. */
export const fpmHung = defineCheck({
  cause: 'fpm-hung',
  station: 'worker',
  level: 'guarded',
  severity: 'critical',
  title: 'PHP-FPM listens, but none of its workers can move',
  reads: ['fpm', 'links', 'pools', 'processes', 'siteStatuses'],
  consults: ['units'],
  run: (facts) =>
    fpmDemands(facts.fpm, facts.links, facts.units).flatMap(
      ({ program, unit, state, links }): readonly FindingDraft[] => {
        if (state === 'stopped' || program.masterPid === null) return [];
        const statuses = facts.siteStatuses.filter(isBroken);
        const stuck = links.flatMap((link) => {
          const status = statuses.find(({ site }) => site === link.target.site);
          if (!link.listening || status === undefined) return [];
          const pools = link.pools.filter((pool) => hasPool(program, pool));
          const processes = whoAnswers(pools, facts.processes);
          return processes.length > 0 && processes.every(isStopped) ? [{ link, status, processes }] : [];
        });
        const [first] = stuck;
        if (first === undefined) return [];
        const sites = sitesOfLinks(stuck.map(({ link }) => link));
        const held = first.processes.find(({ activity }) => activity === 't');
        const name = program.unit === null ? `the PHP-FPM of ${program.configPath}` : shortName(program.unit);
        const why = held === undefined ? '' : `a debugger holds process ${held.pid}: somebody is at work there`;
        const who = first.processes.some(({ role }) => role === 'worker')
          ? 'every worker'
          : 'its master, which has no worker,';
        return [
          {
            subject: subjectOf(program),
            message: `${name} runs and listens, but ${who} of pool ${first.link.pools.map((pool) => pool.name).join(', ')} is stopped, so ${sites.join(', ')} get${sites.length === 1 ? 's' : ''} no answer`,
            evidence: [
              siteEvidence(first.status),
              ...first.processes.slice(0, 4).map(stoppedEvidence),
              ...first.processes.slice(0, 1).map(processEvidence),
              ...(unit === undefined ? [] : [unitEvidence(unit)]),
              targetEvidence(first.link.target),
            ],
            ...remedyOr(why || whyNotStartable(program, facts.units), () =>
              service({ unit: program.unit ?? '', state: 'restarted' }),
            ),
            sites,
          },
        ];
      },
    ),
});

/** The workers of these pools; where there are none their master, which would have to make some. */
function whoAnswers(pools: readonly Pool[], processes: readonly Process[]): readonly Process[] {
  const workers = pools.flatMap((pool) => workersOf(pool, processes));
  return workers.length > 0 ? workers : processes.filter(({ pid }) => pools.some(({ masterPid }) => masterPid === pid));
}

/** Stopped by a signal, or held by a debugger. Source: proc_pid_stat(5). */
const isStopped = ({ activity }: Process): boolean => activity === 'T' || activity === 't';

const stoppedEvidence = ({ pid, activity, title }: Process): Evidence => ({
  source: `/proc/${pid}/stat`,
  line: null,
  text: `${activity ?? '?'} (${activity === 't' ? 'held by a debugger' : 'stopped by a signal'}): ${title}`,
  at: null,
});
