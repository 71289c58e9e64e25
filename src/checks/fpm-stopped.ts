import type { ReadableFacts } from '../facts/known-facts.ts';
import type { FpmProgram } from '../facts/programs.ts';
import type { Unit } from '../facts/system.ts';
import type { Link } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { noMasterEvidence, targetEvidence, unitEvidence } from './evidence/evidence.ts';
import { service } from './remedies.ts';
import { remedyOr } from './remedy-or-why.ts';
import { deadSockets } from './state/dead-sockets.ts';
import {
  type FpmDemand,
  fpmDemands,
  isMasked,
  shortName,
  sitesOfLinks,
  subjectOf,
  whyNotStartable,
} from './state/fpm-state.ts';
import { pathOf } from './state/listeners.ts';
import { missingFolders } from './state/missing-folders.ts';

/** The PHP-FPM that a site needs doesn't run, and nobody decided that by masking it. */
export const fpmStopped = defineCheck({
  cause: 'fpm-stopped',
  level: 'guarded',
  severity: 'critical',
  title: 'The PHP-FPM that a site needs is not running',
  reads: ['fpm', 'links', 'pools', 'paths', 'unixListeners', 'tcpListeners'],
  consults: ['units', 'processes', 'logLines'],
  run: (facts) => {
    const { units } = facts;
    const demands = fpmDemands(facts.fpm, facts.links, units);
    const stopped = demands.filter(({ state, unit }) => state === 'stopped' && !(unit !== undefined && isMasked(unit)));
    const dead = deadSockets(facts, units);
    const missing = missingFolders(facts, units);
    return stopped.flatMap((demand): readonly FindingDraft[] => {
      const { program, unit } = demand;
      const links = linksInNeed(demand, demands);
      if (links.length === 0) return [];
      const rival = rivalOf(demand, stopped);
      const because = [
        ...(program.test.passed ? [] : [`fpm-config-invalid:${subjectOf(program)}`]),
        ...missing.flatMap((each) => (each.demand.program === program ? [`runtime-dir-missing:${each.folder}`] : [])),
        ...dead.flatMap((each) => (each.demand.program === program ? [`stale-socket:${each.path.path}`] : [])),
      ];
      const blocked = because.find((key) => !key.startsWith('stale-socket:'));
      const why =
        whyNotStartable(program, units) ||
        occupiedBy(links, facts.paths) ||
        (blocked === undefined ? '' : `it would not start before ${blocked} is cured`) ||
        (rival === undefined ? '' : `${subjectOf(rival)} claims the same address and is stopped too: which is meant?`);
      return [
        {
          subject: subjectOf(program),
          message: `${saidOf(program, unit)}, and ${sitesOfLinks(links).join(', ')} need${links.length === 1 ? 's' : ''} it`,
          evidence: [
            unit === undefined ? noMasterEvidence(program) : unitEvidence(unit),
            ...links.slice(0, 3).map(({ target }) => targetEvidence(target)),
            ...connectLines(facts, links, [2, 111], program),
          ],
          ...remedyOr(why, () => service({ unit: program.unit ?? '', state: 'started' })),
          sites: sitesOfLinks(links),
          because,
        },
      ];
    });
  },
});

/** Links that only this PHP-FPM can serve; on a host with a single one, those that no pool claims as well. */
function linksInNeed({ program, links, orphans }: FpmDemand, demands: readonly FpmDemand[]) {
  const running = demands.filter(({ state }) => state === 'running').map((demand) => demand.program.configPath);
  const own = links.filter(
    ({ listening, pools }) => !listening && !pools.some(({ configPath }) => running.includes(configPath)),
  );
  return demands.length === 1 && demands[0]?.program === program ? [...own, ...orphans] : own;
}

/** Another stopped PHP-FPM that claims the same address, unless systemd would start just this one at boot. */
function rivalOf(demand: FpmDemand, stopped: readonly FpmDemand[]): FpmProgram | undefined {
  const rivals = stopped.filter((other) => other !== demand && other.links.some((link) => demand.links.includes(link)));
  const enabled = (each: FpmDemand): boolean => each.unit?.enabled === 'enabled';
  return enabled(demand) && !rivals.some(enabled) ? undefined : rivals[0]?.program;
}

/** Something that isn't a socket stands where one must be bound: it may be somebody's, so it stays. */
function occupiedBy(links: readonly Link[], paths: ReadableFacts['paths']): string {
  const states = links.map(({ target }) => pathOf(target.address, paths)).filter((state) => state !== undefined);
  const taken = states.find(({ kind }) => kind !== 'socket' && kind !== 'missing');
  return taken === undefined
    ? ''
    : `${taken.kind === 'other' ? 'something else' : `a ${taken.kind}`} stands at ${taken.path}, where PHP-FPM must bind; it is never removed`;
}

function saidOf(program: FpmProgram, unit: Unit | undefined): string {
  if (unit === undefined) return `no PHP-FPM runs ${program.configPath}`;
  const how = unit.result === 'success' ? unit.active : `${unit.active} (${unit.result})`;
  return `${shortName(unit.name)} is ${how}`;
}
