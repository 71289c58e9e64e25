import { poolOption } from '../facts/pools.ts';
import type { Unit } from '../facts/system.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { optionEvidence, pathEvidence, poolEvidence, processEvidence } from './evidence/evidence.ts';
import type { Evidence } from './finding.ts';
import { service } from './remedies/service.ts';
import { remedyOr } from './remedy-or-why.ts';
import { fpmDemands, hasPool, linksMeant, shortName, sitesOfLinks, whyNotStartable } from './state/fpm-state.ts';
import { boundTo, listenersAt, pathOf } from './state/listeners.ts';

/** PHP-FPM runs and listens, but the file of its socket was removed or replaced, so that nobody finds it any more. */
export const socketGone = defineCheck({
  cause: 'socket-gone',
  station: 'listener',
  level: 'guarded',
  severity: 'critical',
  title: 'The socket file of a running PHP-FPM was removed or replaced',
  reads: ['fpm', 'links', 'pools', 'paths', 'unixListeners', 'tcpListeners'],
  consults: ['units', 'processes', 'logLines'],
  run: (facts) =>
    fpmDemands(facts.fpm, facts.links, facts.units).flatMap((demand): readonly FindingDraft[] => {
      const { program, unit, state } = demand;
      if (state === 'stopped') return [];
      const pools = facts.pools.filter((pool) => hasPool(program, pool));
      return pools.flatMap((pool): readonly FindingDraft[] => {
        const path = pathOf(pool.listen, facts.paths);
        const links = linksMeant(demand, pool, pools);
        if (pool.listen === null || path === undefined || links.length === 0) return [];
        if (path.kind !== 'missing' && path.kind !== 'socket') return [];
        if (path.folders.some(({ exists }) => !exists) || isPrivate(path.realPath, unit)) return [];
        const bound = boundTo(pool.listen, facts).filter(({ pid }) => pid === null || pid === program.masterPid);
        if (bound.length === 0 || listenersAt(pool.listen, facts).length > 0) return [];
        const listen = poolOption(pool, 'listen');
        const master = facts.processes?.find(({ pid }) => pid === program.masterPid);
        const name = program.unit === null ? `the PHP-FPM of ${program.configPath}` : shortName(program.unit);
        const what = path.kind === 'missing' ? 'its file is gone' : 'another, dead socket stands in its place';
        return [
          {
            subject: path.path,
            message: `${name} listens on ${path.path}, but ${what}: somebody removed it while pool ${pool.name} was running`,
            evidence: [
              pathEvidence(path),
              ...bound.slice(0, 2).map(
                ({ pid, process, inode }): Evidence => ({
                  source: 'ss -xlpe',
                  line: null,
                  text: `${path.path} ${pid === null ? 'somebody' : `${process ?? '?'} (pid ${pid})`} listens${inode == null || path.inode === null ? '' : ` on inode ${inode}; the file is inode ${path.inode}`}`,
                  at: null,
                }),
              ),
              listen === undefined ? poolEvidence(pool, `listens on ${path.path}`) : optionEvidence(listen),
              ...(master === undefined ? [] : [processEvidence(master)]),
              ...connectLines(facts, links, [2, 111], program),
            ],
            ...remedyOr(whyNotStartable(program, facts.units), () =>
              service({ unit: program.unit ?? '', state: 'restarted' }),
            ),
            sites: sitesOfLinks(links),
          },
        ];
      });
    }),
});

/** A unit with a /tmp of its own has its socket where only its own processes see it. */
const isPrivate = (path: string, unit: Unit | undefined): boolean =>
  unit?.privateTmp === true && /^\/(?:var\/)?tmp\//.test(path);
