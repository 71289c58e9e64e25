import type { ReadableFacts } from '../facts/known-facts.ts';
import { poolOption } from '../facts/pools.ts';
import type { FpmProgram } from '../facts/programs.ts';
import type { Link, Pool } from '../facts/topology.ts';
import { defineCheck, type FindingDraft, type Undecided } from './define-check.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { changedEvidence, optionEvidence, poolEvidence, processEvidence } from './evidence/evidence.ts';
import { showAddress } from './evidence/show-address.ts';
import { showOwnership, socketEvidence } from './evidence/socket-evidence.ts';
import type { Evidence } from './finding.ts';
import { service } from './remedies/service.ts';
import { remedyOr } from './remedy-or-why.ts';
import { deniedSockets } from './state/denied-sockets.ts';
import { hasPool, refusesItsFiles, shortName, sitesOfLinks, subjectOf, whyNotStartable } from './state/fpm-state.ts';
import { boundTo, listenersAt } from './state/listeners.ts';
import { missingFolders } from './state/missing-folders.ts';
import { fileOf } from './state/pool-file.ts';

/** PHP-FPM runs with an older configuration than its files have, and the files are what a site needs. */
export const fpmConfigNotLoaded = defineCheck({
  cause: 'fpm-config-not-loaded',
  station: 'listener',
  level: 'guarded',
  severity: 'critical',
  title: 'PHP-FPM runs with an older configuration than its files have',
  reads: ['fpm', 'links', 'pools', 'paths', 'unixListeners', 'tcpListeners', 'processes', 'accounts'],
  consults: ['units', 'logLines'],
  run: (facts) => {
    const denied = deniedSockets(facts);
    const missing = missingFolders(facts, facts.units);
    const drafts = facts.fpm.flatMap((program): readonly FindingDraft[] => {
      const differences = facts.pools
        .filter((pool) => hasPool(program, pool))
        .flatMap((pool) => [
          ...unboundOf(pool, program, facts),
          ...denied.flatMap((each) => ('pool' in each && each.pool.id === pool.id ? ownershipOf(each) : [])),
        ]);
      if (differences.length === 0) return [];
      const links = differences.flatMap((each) => each.links);
      const name = program.unit === null ? `the PHP-FPM of ${program.configPath}` : shortName(program.unit);
      const because = [
        ...(refusesItsFiles(program) ? [`fpm-config-invalid:${subjectOf(program)}`] : []),
        ...missing.flatMap((each) => (each.demand.program === program ? [`runtime-dir-missing:${each.folder}`] : [])),
      ];
      return [
        {
          subject: subjectOf(program),
          message: `${name} does not run as its files say: ${differences.map(({ says }) => says).join('; ')}`,
          evidence: [
            ...differences.flatMap(({ evidence }) => evidence),
            ...connectLines(facts, links, [2, 13, 111], program),
          ],
          ...remedyOr(whyNotStartable(program, facts.units), () =>
            service({ unit: program.unit ?? '', state: 'restarted' }),
          ),
          sites: sitesOfLinks(links),
          because,
        },
      ];
    });
    return [...drafts, ...denied.filter((each): each is Undecided => 'undecided' in each)];
  },
});

interface Difference {
  readonly says: string;
  readonly links: readonly Link[];
  readonly evidence: readonly Evidence[];
}

/** The written address has no listener, and the file that writes it is younger than the running master. */
function unboundOf(
  pool: Pool,
  program: FpmProgram,
  facts: Pick<ReadableFacts, 'links' | 'paths' | 'unixListeners' | 'tcpListeners' | 'processes'>,
): readonly Difference[] {
  const master = facts.processes.find(({ pid }) => pid === program.masterPid);
  const file = fileOf(pool, program);
  const links = facts.links.filter(({ pools }) => pools.some(({ id }) => id === pool.id));
  if (master === undefined || file === undefined || pool.listen === null || links.length === 0) return [];
  if (file.changedAt <= master.startedAt || listenersAt(pool.listen, facts).length > 0) return [];
  // It has bound that address, and somebody took the file away: socket-gone.
  if (boundTo(pool.listen, facts).length > 0) return [];
  const listen = poolOption(pool, 'listen');
  const address = showAddress(pool.listen);
  return [
    {
      says: `pool ${pool.name} is written to listen on ${address}, where nobody listens`,
      links,
      evidence: [
        listen === undefined ? poolEvidence(pool, `listens on ${address}`) : optionEvidence(listen),
        changedEvidence(file),
        processEvidence(master),
      ],
    },
  ];
}

/** The section would let nginx in, but the socket was made by other words, or was changed by hand. */
function ownershipOf(denied: Exclude<ReturnType<typeof deniedSockets>[number], Undecided>): readonly Difference[] {
  if (!denied.allowedByFile) return [];
  const { pool, path, client, links } = denied;
  return [
    {
      says: `the section of pool ${pool.name} lets ${client.user} in, but its socket ${path.path} is ${showOwnership(path)}`,
      links,
      evidence: socketEvidence(denied),
    },
  ];
}
