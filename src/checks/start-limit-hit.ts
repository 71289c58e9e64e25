import type { LogLine } from '../facts/log-line.ts';
import type { Unit } from '../facts/system.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { targetEvidence, unitEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { startOnceMore } from './remedies/service.ts';
import { remedyOr } from './remedy-or-why.ts';
import {
  fpmDemands,
  lastChangeOf,
  shortName,
  sitesOfLinks,
  subjectOf,
  whoNeeds,
  whyNotStartable,
} from './state/fpm-state.ts';
import { obstaclesOf, whyBarred } from './state/obstacles.ts';

/** systemd has seen too many starts in a row and refuses to try again, whatever the reason was. */
export const startLimitHit = defineCheck({
  cause: 'start-limit-hit',
  station: 'listener',
  level: 'guarded',
  severity: 'critical',
  title: 'systemd refuses to start PHP-FPM after too many starts in a row',
  reads: ['fpm', 'links', 'pools', 'paths', 'unixListeners', 'tcpListeners', 'units'],
  consults: ['ownerSearch', 'processes', 'logLines'],
  run: (facts) =>
    fpmDemands(facts.fpm, facts.links, facts.units).flatMap((demand): readonly FindingDraft[] => {
      const { program, unit, state } = demand;
      if (state === 'running' || unit === undefined || !hasHitLimit(unit, facts.logLines ?? [])) return [];
      const links = demand.wanted.filter(({ listening }) => !listening);
      if (links.length === 0) return [];
      const { barred, curable } = obstaclesOf(demand, facts, facts.units);
      const name = shortName(unit.name);
      return [
        {
          subject: subjectOf(program),
          message: `systemd won't start ${name} any more (start-limit-hit: too many starts in a row), and ${whoNeeds(links)} it`,
          evidence: [
            unitEvidence(unit),
            ...links.slice(0, 2).map(({ target }) => targetEvidence(target)),
            ...logEvidence(facts.logLines, {
              program: 'php-fpm',
              // What the starts before the last one said is why there were so many.
              since: lastChangeOf(program, facts.units, facts.processes) - 60,
              matches: ({ message, level, source }) =>
                message.includes(REFUSAL) || (['ERROR', 'ALERT'].includes(level) && source.includes('fpm')),
            }),
          ],
          ...remedyOr(whyNotStartable(program, facts.units) || whyBarred(barred), () => startOnceMore(unit.name)),
          sites: sitesOfLinks(links),
          because: [...barred, ...curable],
        },
      ];
    }),
});

/** systemd's words. Source: unit.c, service.c. */
const REFUSAL = 'Start request repeated too quickly';

/** Of a unit whose starts failed, systemd keeps the first failure as its result, and only the journal tells of the limit. */
const hasHitLimit = ({ name, active, result, stateChangedAt }: Unit, lines: readonly LogLine[]): boolean =>
  result === 'start-limit-hit' ||
  (active === 'failed' &&
    lines.some(
      ({ source, message, at }) =>
        source === `journal:${name}` && message.includes(REFUSAL) && at >= (stateChangedAt ?? Infinity) - 1,
    ));
