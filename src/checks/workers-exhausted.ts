import { mayBeLogOf } from '../facts/fpm-logs.ts';
import { poolOption } from '../facts/pools.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { optionEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import type { Evidence, Finding } from './finding.ts';
import { setPoolOption } from './remedies/pool-options.ts';
import { remedyOr } from './remedy-or-why.ts';
import { lastChangeOf, sitesOfLinks, whyNotStartable } from './state/fpm-state.ts';
import { fileOf, programOf } from './state/pool-file.ts';
import { isExhausted, type PoolLoad, poolLoads } from './state/pool-load.ts';
import { workerRoom } from './state/worker-room.ts';

/** Every worker that a pool may have has a request, and further requests wait or find their site broken. */
export const workersExhausted = defineCheck({
  cause: 'workers-exhausted',
  station: 'worker',
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
        const proposal = proposalFor(load, facts);
        const queue = waiting === null || waiting === 0 ? '' : `, and ${waiting} more wait`;
        return [
          {
            severity: broken.length > 0 ? 'critical' : 'warning',
            subject: pool.id,
            message: `pool ${pool.name} may have ${most} workers (pm.max_children), and all are busy${queue}${proposal === null ? '' : `; ${proposal.sum}`}`,
            evidence: [
              ...[poolOption(pool, 'pm.max_children')].filter((option) => option !== undefined).map(optionEvidence),
              loadEvidence(load, taken),
              ...broken.slice(0, 3).map(siteEvidence),
              ...reachedLines(load, facts),
            ],
            ...remedyFor(load, proposal, facts),
            sites,
          },
        ];
      }),
});

type Facts = Pick<ReadableFacts, 'fpm' | 'pools' | 'processes'> &
  Partial<Pick<ReadableFacts, 'room' | 'memory' | 'units' | 'logLines'>>;

/** A number of workers, and the sum that leads to it. */
interface Proposal {
  readonly workers: number;
  readonly sum: string;
}

/** Twice what is asked for now, as far as memory has room for it; null where nobody knows what workers take. */
function proposalFor(load: PoolLoad, facts: Facts): Proposal | null {
  const room = workerRoom(load.pool, facts);
  if (room === null) return null;
  const asked = Math.max(load.most, (load.taken ?? load.most) + (load.waiting ?? 0));
  const workers = Math.min(room.fits, 2 * asked);
  const chosen =
    workers <= load.most ? '' : `; of these ${workers}${workers === 2 * asked ? ` = 2 × ${asked} asked for now` : ''}`;
  return { workers, sum: `${room.sum}${chosen}` };
}

function remedyFor(
  { pool, most }: PoolLoad,
  proposal: Proposal | null,
  facts: Facts,
): Pick<Finding, 'remedy' | 'whyNoRemedy'> {
  const program = programOf(pool, facts.fpm);
  const file = program && fileOf(pool, program, 'pm.max_children');
  const why =
    program === undefined || file === undefined
      ? `the file of pool ${pool.name} was not read`
      : whyNotStartable(program, facts.units) ||
        (proposal === null ? 'how much memory workers take and the host has is not known' : '') ||
        ((proposal?.workers ?? 0) <= most
          ? `memory has no room for more than the ${most} workers that are allowed already (${proposal?.sum ?? ''}): what keeps them busy must become quicker`
          : '');
  return remedyOr(why, () =>
    setPoolOption({
      pool: pool.id,
      file: file?.realPath ?? '',
      section: pool.name,
      options: { 'pm.max_children': String(proposal?.workers ?? most) },
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
    matches: ({ pool: name, message, source }) =>
      name === pool.name &&
      /reached (?:pm\.)?max_children setting/.test(message) &&
      (program === undefined || mayBeLogOf(program, source, fpm)),
  });
}
