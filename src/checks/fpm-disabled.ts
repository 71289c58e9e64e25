import type { Unit } from '../facts/system.ts';
import { defineCheck, type FindingDraft, type Undecided } from './define-check.ts';
import { targetEvidence, unitEvidence } from './evidence/evidence.ts';
import type { Evidence } from './finding.ts';
import { service } from './remedies/service.ts';
import { fpmDemands, shortName, sitesOfLinks, whoNeeds } from './state/fpm-state.ts';
import { nginxUnitOf } from './state/nginx-state.ts';

/** systemd won't start the PHP-FPM that a site needs at the next boot, though it will start nginx. */
export const fpmDisabled = defineCheck({
  cause: 'fpm-disabled',
  station: 'aside',
  level: 'guarded',
  severity: 'warning',
  title: 'The PHP-FPM that a site needs is not started at boot',
  reads: ['nginx', 'fpm', 'links', 'units', 'processes'],
  run: ({ nginx, fpm, links, units, processes }) => {
    const nginxUnit = nginxUnitOf(nginx, units, processes);
    // Whoever brings nginx up without systemd's enabling (a cluster, a panel) does so with PHP-FPM as well.
    if (nginxUnit === undefined || isLeftOut(nginxUnit) !== false) return [];
    const demands = fpmDemands(fpm, links, units);
    const safe = demands.flatMap(({ program, unit }) =>
      unit !== undefined && unit.enabled !== 'disabled' ? [program.configPath] : [],
    );
    return demands.flatMap(({ unit, wanted, state }): readonly (FindingDraft | Undecided)[] => {
      const needed = wanted.filter(({ pools }) => !pools.some(({ configPath }) => safe.includes(configPath)));
      if (unit === undefined || unit.load !== 'loaded' || needed.length === 0) return [];
      const leftOut = isLeftOut(unit);
      if (leftOut === null) return [{ undecided: `which units bring ${unit.name} up is not recorded` }];
      if (!leftOut) return [];
      const name = shortName(unit.name);
      return [
        {
          subject: unit.name,
          message: `${name} ${state === 'running' ? 'runs, but' : 'is down and'} isn't enabled: after a boot nginx runs without it, and ${whoNeeds(needed)} it`,
          evidence: [
            unitEvidence(unit),
            bringsUp(unit),
            bringsUp(nginxUnit),
            ...needed.slice(0, 3).map(({ target }) => targetEvidence(target)),
          ],
          remedy: service({ unit: unit.name, state: 'enabled' }),
          sites: sitesOfLinks(needed),
        },
      ];
    });
  },
});

/** Whether nothing brings a unit up at boot; null where that was not told. `Wants=` of another unit counts, as Red Hat's nginx has it. */
function isLeftOut({ enabled, wantedBy }: Unit): boolean | null {
  if (enabled !== 'disabled') return false;
  return wantedBy == null ? null : wantedBy.length === 0;
}

const bringsUp = ({ name, enabled, wantedBy }: Unit): Evidence => ({
  source: `systemctl show ${name}`,
  line: null,
  text: `UnitFileState=${enabled} WantedBy=${(wantedBy ?? []).join(' ')}`,
  at: null,
});
