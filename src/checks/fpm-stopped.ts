import { isMasked } from '../facts/unit-refusals.ts';
import type { FpmProgram } from '../facts/programs.ts';
import type { Unit } from '../facts/system.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { noMasterEvidence, unitEvidence } from './evidence/evidence.ts';
import { startAgain } from './remedies/service.ts';
import { remedyOr } from './remedy-or-why.ts';
import { apacheLinks, linkEvidence } from './state/apache-links.ts';
import { stoppedForMemory } from './state/fewer-workers.ts';
import {
  type FpmDemand,
  fpmDemands,
  servesElsewhere,
  shortName,
  sitesOfLinks,
  subjectOf,
  whoNeeds,
  whyNotStartable,
} from './state/fpm-state.ts';
import { obstaclesOf, whyBarred } from './state/obstacles.ts';

/** The PHP-FPM that a site needs doesn't run, and nobody decided that by masking it. */
export const fpmStopped = defineCheck({
  cause: 'fpm-stopped',
  station: 'listener',
  level: 'guarded',
  severity: 'critical',
  title: 'The PHP-FPM that a site needs is not running',
  reads: ['fpm', 'links', 'pools', 'paths', 'unixListeners', 'tcpListeners'],
  consults: [
    'nginx',
    'units',
    'processes',
    'logLines',
    'room',
    'memory',
    'routes',
    'owners',
    'ownerSearch',
    'siteStatuses',
  ],
  run: (known) => {
    const facts = { ...known, links: [...known.links, ...apacheLinks(known)] };
    const { units } = facts;
    const demands = fpmDemands(facts.fpm, facts.links, units);
    const stopped = demands.filter(({ state, unit }) => state === 'stopped' && !(unit !== undefined && isMasked(unit)));
    return stopped.flatMap((demand): readonly FindingDraft[] => {
      const { program, unit } = demand;
      const links = linksInNeed(demand, demands);
      if (links.length === 0 && !servesElsewhere(demand, facts.nginx)) return [];
      const needed = links.length === 0 ? 'nginx on other hosts may need' : whoNeeds(links);
      const rival = rivalOf(demand, stopped);
      const { barred, curable } = obstaclesOf(demand, facts, units);
      const missing = curable.filter((key) => !key.startsWith('stale-socket:'));
      const why =
        whyNotStartable(program, units) ||
        whyBarred([...barred, ...missing]) ||
        (rival === undefined ? '' : `${subjectOf(rival)} claims the same address and is stopped too: which is meant?`);
      return [
        {
          subject: subjectOf(program),
          message: `${saidOf(program, unit)}, and ${needed} it`,
          evidence: [
            unit === undefined ? noMasterEvidence(program) : unitEvidence(unit),
            ...links.slice(0, 3).map(linkEvidence),
            ...connectLines(facts, links, [2, 111], program),
          ],
          ...remedyOr(why, () => startAgain(program.unit ?? '', unit)),
          sites: sitesOfLinks(links),
          because: [
            ...barred,
            ...curable,
            `start-limit-hit:${subjectOf(program)}`,
            ...stoppedForMemory(program, facts),
          ],
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

function saidOf(program: FpmProgram, unit: Unit | undefined): string {
  if (unit === undefined) return `no PHP-FPM runs ${program.configPath}`;
  if (unit.active === 'active') return `${shortName(unit.name)} was started, and nothing of it runs any more`;
  const how = unit.result === 'success' ? unit.active : `${unit.active} (${unit.result})`;
  return `${shortName(unit.name)} is ${how}`;
}
