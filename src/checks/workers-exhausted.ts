import { poolOption } from '../facts/pools.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { optionEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import type { Evidence, Finding } from './finding.ts';
import { setPoolOption } from './remedies.ts';
import { remedyOr } from './remedy-or-why.ts';
import { lastChangeOf, sitesOfLinks, whyNotStartable } from './state/fpm-state.ts';
import { fileOf, programOf } from './state/pool-file.ts';
import { isExhausted, type PoolLoad, poolLoads } from './state/pool-load.ts';
import { workerRoom } from './state/worker-room.ts';

/** Every worker that a pool may have has a request, and further requests wait or find their site broken. */
export const workersExhausted = defineCheck({
  cause: 'workers-exhausted',
  level: 'approve',
  severity: 'critical',
  title: 'All workers of a PHP-FPM pool are busy, and it may have no more',
  reads: ['fpm', 'links', 'pools', 'processes', 'siteStatuses'],
  consults: ['room', 'memory', 'paths', 'unixListeners', 'tcpListeners', 'units', 'logLines'],
  run: (facts) =>
    poolLoads(facts)
      .filter(isExhausted)
      .flatMap((load): readonly FindingDraft[] => {
        const { pool, most, taken, waiting } = load;
        const links = facts.links.filter(({ pools }) => pools.some(({ id }) => id === pool.id));
        const sites = sitesOfLinks(links);
        const broken = facts.siteStatuses.filter((status) => sites.includes(status.site) && isBroken(status));
        if (sites.length === 0 || (broken.length === 0 && (waiting ?? 0) === 0)) return [];
        const room = workerRoom(pool, facts);
        const queue = waiting === null || waiting === 0 ? '' : `, and ${waiting} more wait`;
        return [
          {
            severity: broken.length > 0 ? 'critical' : 'warning',
            subject: pool.id,
            message: `pool ${pool.name} may have ${most} workers (pm.max_children), and all are busy${queue}${room === null ? '' : `; ${room.sum}`}`,
            evidence: [
              ...[poolOption(pool, 'pm.max_children')].filter((option) => option !== undefined).map(optionEvidence),
              loadEvidence(load, taken),
              ...broken.slice(0, 3).map(siteEvidence),
              ...reachedLines(load, facts),
            ],
            ...remedyFor(load, facts),
            sites,
          },
        ];
      }),
});

type Facts = Pick<ReadableFacts, 'fpm' | 'pools' | 'processes'> &
  Partial<Pick<ReadableFacts, 'room' | 'memory' | 'units' | 'logLines'>>;

/** Twice what is asked for now, as far as memory has room for it. */
function remedyFor({ pool, most, taken, waiting }: PoolLoad, facts: Facts): Pick<Finding, 'remedy' | 'whyNoRemedy'> {
  const room = workerRoom(pool, facts);
  const program = programOf(pool, facts.fpm);
  const file = program && fileOf(pool, program, 'pm.max_children');
  const proposed = Math.min(room?.fits ?? 0, 2 * Math.max(most, (taken ?? most) + (waiting ?? 0)));
  const why =
    program === undefined || file === undefined
      ? `the file of pool ${pool.name} was not read`
      : whyNotStartable(program, facts.units) ||
        (room === null ? 'how much memory workers take and the host has is not known' : '') ||
        (proposed <= most
          ? `memory has no room for more than the ${most} workers that are allowed already (${room?.sum ?? ''}): what keeps them busy must become quicker`
          : '');
  return remedyOr(why, () =>
    setPoolOption({
      pool: pool.id,
      file: file?.realPath ?? '',
      section: pool.name,
      options: { 'pm.max_children': String(proposed) },
      unit: pool.unit ?? '',
      level: 'approve',
    }),
  );
}

const loadEvidence = ({ pool, workers, waiting }: PoolLoad, taken: number | null): Evidence => ({
  source: 'ps',
  line: null,
  text: `${workers.length} workers of pool ${pool.name}${taken === null ? '' : `, ${taken} requests in work`}${waiting === null ? '' : `, ${waiting} waiting`}`,
  at: null,
});

function reachedLines({ pool }: PoolLoad, { fpm, units, processes, logLines }: Facts): readonly Evidence[] {
  const program = programOf(pool, fpm);
  return logEvidence(logLines, {
    program: 'php-fpm',
    since: program === undefined ? 0 : lastChangeOf(program, units, processes),
    matches: (line) => line.pool === pool.name && /reached (?:pm\.)?max_children setting/.test(line.message),
  });
}
