import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Evidence } from '../finding.ts';
import { mostWorkers } from '../../facts/pool-workers.ts';
import { poolOption } from '../../facts/pools.ts';
import type { Pool } from '../../facts/topology.ts';
import type { FindingDraft } from '../define-check.ts';
import { optionEvidence, showTime, unitEvidence } from '../evidence/evidence.ts';
import { logEvidence } from '../evidence/log-evidence.ts';
import { isBroken } from '../evidence/site-status.ts';
import { setPoolOption } from '../remedies/pool-options.ts';
import { remedyOr } from '../remedy-or-why.ts';
import { hasPool, shortName, sitesOfLinks, subjectOf, whyNotStartable } from './fpm-state.ts';
import { fewerWorkers } from './fewer-workers.ts';
import { outOfMemory } from './out-of-memory.ts';
import { fileOf } from './pool-file.ts';

type Facts = Pick<ReadableFacts, 'fpm' | 'units' | 'links' | 'pools' | 'siteStatuses'> &
  Partial<Pick<ReadableFacts, 'room' | 'memory' | 'processes' | 'logLines'>>;

/** Every PHP-FPM that the kernel killed processes of, for want of the host's memory or of its unit's. */
export const memoryFindings = (of: 'host' | 'unit', facts: Facts): readonly FindingDraft[] =>
  outOfMemory(facts)
    .filter(({ limitKb }) => (limitKb !== null) === (of === 'unit'))
    .flatMap((fault): readonly FindingDraft[] => {
      const { program, unit, stopped, deaths, kernel, limitKb } = fault;
      const links = facts.links.filter((link) => link.pools.some((pool) => hasPool(program, pool)));
      const sites = sitesOfLinks(links);
      if (links.length === 0) return [];
      const broken = stopped || facts.siteStatuses.some((each) => sites.includes(each.site) && isBroken(each));
      const { pool, room, why: whyNoNumber } = fewerWorkers(fault, facts);
      const said = stopped
        ? `systemd stopped ${shortName(unit.name)}, because the kernel killed a process of it for lack of memory`
        : `the kernel killed ${deaths.length === 1 ? 'a worker' : `${deaths.length} workers`} of ${shortName(unit.name)} for lack of memory`;
      const file = pool === undefined ? undefined : fileOf(pool, program, 'pm.max_children');
      const most = pool === undefined ? 0 : (mostWorkers(pool) ?? 0);
      const why =
        pool === undefined || file === undefined
          ? `the files of ${subjectOf(program)} were not read`
          : whyNotStartable(program, facts.units) ||
            (whyNoNumber === '' || limitKb === null
              ? whyNoNumber
              : `${whyNoNumber}; or a higher MemoryMax= of ${unit.name}`);
      return [
        {
          severity: broken ? 'critical' : 'warning',
          subject: subjectOf(program),
          message: `${said}${limitKb === null ? '' : `: its unit may have ${mb(limitKb)} MB (MemoryMax=)`}${room === null ? '' : `; ${room.sum}, and pool ${pool?.name ?? ''} may have ${most}`}`,
          evidence: [
            unitEvidence(unit),
            ...(limitKb === null ? [] : [limitEvidence(unit.name, limitKb)]),
            ...logEvidence(deaths, { program: 'php-fpm', since: 0, matches: () => true }),
            ...kernel.slice(-2).map(({ at, text }) => ({ source: 'dmesg', line: null, text, at: showTime(at) })),
            ...[pool && poolOption(pool, 'pm.max_children')]
              .filter((option) => option !== undefined)
              .map(optionEvidence),
          ],
          ...remedyOr(why, () =>
            setPoolOption({
              pool: pool?.id ?? '',
              file: file?.realPath ?? '',
              section: pool?.name ?? '',
              options: { 'pm.max_children': String(room?.fits ?? most), ...spareOptions(pool, room?.fits ?? most) },
              unit: unit.name,
              level: 'approve',
            }),
          ),
          sites,
        },
      ];
    });

/** FPM refuses more spare workers than it may have. Source: fpm_conf_process_all_pools. */
function spareOptions(pool: Pool | undefined, most: number): Readonly<Record<string, string>> {
  const written = ['pm.start_servers', 'pm.min_spare_servers', 'pm.max_spare_servers'].flatMap((key) => {
    const option = pool && poolOption(pool, key);
    return option !== undefined && Number(option.value) > most ? [[key, String(most)] as const] : [];
  });
  return Object.fromEntries(written);
}

const mb = (kb: number): string => (kb < 10_240 ? (kb / 1024).toFixed(1) : String(Math.round(kb / 1024)));

const limitEvidence = (unit: string, kb: number): Evidence => ({
  source: `systemctl show ${unit}`,
  line: null,
  text: `MemoryMax=${kb * 1024}`,
  at: null,
});
