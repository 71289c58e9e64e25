import type { ReadableFacts } from '../facts/known-facts.ts';
import type { Process, Unit } from '../facts/system.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { processEvidence, showTime, unitEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import type { Evidence } from './finding.ts';
import { shortName } from './state/fpm-state.ts';
import { nginxUnitOf } from './state/nginx-state.ts';

/** A master that no unit owns holds what its unit would: the unit can't start, and edits never reach who answers. */
export const orphanMaster = defineCheck({
  cause: 'orphan-master',
  station: 'aside',
  level: 'manual',
  severity: 'critical',
  title: 'A process that was started by hand runs in the place of its service',
  reads: ['nginx', 'processes', 'units'],
  consults: ['fpm', 'sites', 'links', 'logLines', 'siteStatuses'],
  run: (facts) =>
    facts.processes.flatMap((master): readonly FindingDraft[] => {
      if (master.role !== 'master' || isInner(master, facts.processes)) return [];
      const unit = unitMeant(master, facts);
      if (unit === undefined || !isDown(unit)) return [];
      if (unit.name === master.unit && !wasLeftBehind(master, unit)) return [];
      const what = master.program === 'nginx' ? 'nginx' : 'PHP-FPM';
      const sites = sitesOf(master, facts);
      return [
        {
          severity: unit.active === 'failed' || isBroken(sites, facts) ? 'critical' : 'warning',
          subject: unit.name,
          message: `${what} (pid ${master.pid}, as ${master.user}) runs since ${showTime(master.startedAt) ?? '?'} ${startedBy(master)}, and ${shortName(unit.name)} is ${unit.active}: what is edited and started reaches the service, not who answers`,
          evidence: [
            processEvidence(master),
            parentEvidence(master),
            unitEvidence(unit),
            ...logEvidence(facts.logLines, {
              program: master.program,
              since: master.startedAt,
              matches: ({ message }) => TAKEN.test(message),
            }),
          ],
          remedy: null,
          whyNoRemedy: `whoever started it may need it: once that is settled, end process ${master.pid} (kill -QUIT ${master.pid}) and start ${unit.name}`,
          sites,
        },
      ];
    }),
});

/** nginx's and PHP-FPM's words of an address that somebody else has. */
const TAKEN =
  /^(?:bind\(\) to .* failed \(98|unable to bind listening socket .*\(98\)|Another FPM instance seems to already listen)/;

type Facts = Pick<ReadableFacts, 'nginx' | 'processes' | 'units'> &
  Partial<Pick<ReadableFacts, 'fpm' | 'sites' | 'links' | 'siteStatuses'>>;

/** nginx hands over to a new master, which is its child, while its binary is replaced. */
const isInner = ({ parent, program }: Process, processes: readonly Process[]): boolean =>
  processes.some((each) => each.pid === parent && each.program === program);

function unitMeant({ program, pid }: Process, { units, nginx, fpm }: Facts): Unit | undefined {
  if (program === 'nginx') return nginxUnitOf(nginx, units, []);
  const own = fpm?.find(({ masterPid }) => masterPid === pid);
  // The unit that holds the process hides which one would start it.
  return units.find(
    ({ execStart, load }) => load === 'loaded' && own !== undefined && execStart.includes(own.configPath),
  );
}

const isDown = ({ active, load, enabled }: Unit): boolean =>
  load === 'loaded' &&
  enabled.startsWith('enabled') &&
  (active === 'failed' || active === 'inactive' || active === 'activating');

/** Whether a service has failed since, and its master, which nothing ended (KillMode), still runs in it. */
const wasLeftBehind = ({ startedAt }: Process, { active, stateChangedAt }: Unit): boolean =>
  active === 'failed' && stateChangedAt !== null && startedAt < stateChangedAt;

const startedBy = ({ unit, parent }: Process): string =>
  unit === null ? `by hand or a script (its parent is process ${parent})` : `in ${unit}`;

const parentEvidence = ({ pid, parent, unit }: Process): Evidence => ({
  source: `/proc/${pid}/cgroup`,
  line: null,
  text: `${unit === null ? 'no unit holds it' : `${unit} holds it`}; its parent is process ${parent}`,
  at: null,
});

function sitesOf({ program, pid }: Process, { sites, links, fpm }: Facts): readonly string[] {
  if (program === 'nginx') return (sites ?? []).map(({ id }) => id);
  const own = fpm?.find(({ masterPid }) => masterPid === pid)?.configPath;
  const needed = (links ?? []).filter(({ pools }) => pools.some(({ configPath }) => configPath === own));
  return [...new Set(needed.map(({ target }) => target.site))];
}

const isBroken = (sites: readonly string[], { siteStatuses }: Facts): boolean =>
  (siteStatuses ?? []).some(({ site, status }) => sites.includes(site) && status !== null && status >= 500);
