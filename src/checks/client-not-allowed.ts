import type { ReadableFacts } from '../facts/known-facts.ts';
import { poolOption } from '../facts/pools.ts';
import { refuses } from '../facts/programs.ts';
import type { Link, Pool } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { optionEvidence, processEvidence, targetEvidence } from './evidence/evidence.ts';
import { upstreamLines } from './evidence/upstream-lines.ts';
import { setPoolOption } from './remedies/pool-options.ts';
import { remedyOr } from './remedy-or-why.ts';
import { allowedClients, isIn, meantClients, sourceAddresses } from './state/allowed-clients.ts';
import { lastChangeOf, sitesOfLinks, subjectOf, whyNotStartable } from './state/fpm-state.ts';
import { fileOf, programOf } from './state/pool-file.ts';

/** A pool on TCP lets in only some addresses, and the one that nginx connects from isn't among them. */
export const clientNotAllowed = defineCheck({
  cause: 'client-not-allowed',
  station: 'door',
  level: 'guarded',
  severity: 'critical',
  title: 'PHP-FPM turns nginx away: its address is not in listen.allowed_clients',
  reads: ['nginx', 'fpm', 'links', 'tcpListeners', 'processes'],
  consults: ['units', 'logLines'],
  run: (facts) => {
    const { fpm, units, processes } = facts;
    // Whoever binds nginx's end to another address has made another sum.
    const bound = facts.nginx.files.some(({ text }) => /^\s*fastcgi_bind\s/m.test(text));
    return bound
      ? []
      : turnedAway(facts).flatMap(({ pool, links, missing }): readonly FindingDraft[] => {
          const program = programOf(pool, fpm);
          const option = poolOption(pool, 'listen.allowed_clients');
          if (program === undefined || option === undefined) return [];
          const file = fileOf(pool, program, 'listen.allowed_clients');
          // Written since PHP-FPM last read its files: what runs has another list.
          if (file !== undefined && file.changedAt > lastChangeOf(program, units, processes)) return [];
          const allowed = allowedClients(pool) ?? [];
          const lets =
            allowed.length === 0
              ? 'nobody, as its list has no address that PHP-FPM can read'
              : `only ${allowed.join(', ')}`;
          const master = processes.find(({ pid }) => pid === program.masterPid);
          const why =
            file === undefined ? `the file of pool ${pool.name} was not read` : whyNotStartable(program, units);
          return [
            {
              subject: pool.id,
              message: `pool ${pool.name} lets in ${lets}, and nginx connects from ${missing.join(' and ')}`,
              evidence: [
                optionEvidence(option),
                ...(master === undefined ? [] : [processEvidence(master)]),
                ...links.slice(0, 2).map(({ target }) => targetEvidence(target)),
                ...upstreamLines(facts, links, isBrokenOff, program),
              ],
              ...remedyOr(why, () =>
                setPoolOption({
                  pool: pool.id,
                  file: file?.realPath ?? '',
                  section: pool.name,
                  options: {
                    'listen.allowed_clients': [
                      ...meantClients(pool),
                      ...missing.filter((one) => !isIn(meantClients(pool), one)),
                    ].join(','),
                  },
                  unit: program.unit ?? '',
                  level: 'guarded',
                }),
              ),
              sites: sitesOfLinks(links),
              because: refuses(program.test) ? [`fpm-config-invalid:${subjectOf(program)}`] : [],
            },
          ];
        });
  },
});

/** nginx's two ways to say that PHP-FPM accepted a connection and closed it at once. */
const isBrokenOff = ({ errno, message }: { readonly errno: number | null; readonly message: string }): boolean =>
  errno === 104 || message.includes('prematurely closed connection');

interface TurnedAway {
  readonly pool: Pool;
  readonly links: readonly Link[];
  readonly missing: readonly string[];
}

function turnedAway({ links, tcpListeners }: Pick<ReadableFacts, 'links' | 'tcpListeners'>): readonly TurnedAway[] {
  const byPool = new Map<string, { pool: Pool; links: Link[]; missing: string[] }>();
  for (const link of links) {
    const pool = link.pools.find(({ masterPid }) => masterPid !== null);
    const allowed = pool === undefined ? null : allowedClients(pool);
    if (pool === undefined || allowed === null || !link.listening) continue;
    const missing = sourceAddresses(link, tcpListeners).filter((address) => !isIn(allowed, address));
    if (missing.length === 0) continue;
    const seen = byPool.get(pool.id);
    if (seen === undefined) byPool.set(pool.id, { pool, links: [link], missing });
    else {
      seen.links.push(link);
      seen.missing.push(...missing.filter((address) => !seen.missing.includes(address)));
    }
  }
  return [...byPool.values()];
}
