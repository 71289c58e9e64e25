import type { OwnerSearch, SaidByUnit } from '../../facts/owners/owner-search.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import { shortName, type Unit } from '../../facts/system.ts';
import { whyRefused } from '../../facts/unit-refusals.ts';
import { showTime, unitEvidence } from '../evidence/evidence.ts';
import { ownerText } from '../realign/old-owner.ts';
import { isFelt, wayEvidence } from '../evidence/way-evidence.ts';
import type { FindingDraft } from '../define-check.ts';
import type { Evidence } from '../finding.ts';
import { remedyOr } from '../remedy-or-why.ts';
import { service } from '../remedies/service.ts';
import { serviceFault } from '../starts/failed-starts.ts';
import { startKey } from '../starts/start-fault.ts';
import type { DeadWay } from './dead-ways.ts';
import { wayName } from './dead-ways.ts';
import { whyBarred } from './obstacles.ts';
import { type WayOwner, waysOwnedBy } from './owned-ways.ts';

type Facts = Pick<ReadableFacts, 'routes' | 'owners' | 'ownerSearch' | 'siteStatuses'> &
  Partial<
    Pick<
      ReadableFacts,
      | 'units'
      | 'routeStatuses'
      | 'paths'
      | 'logLines'
      | 'processes'
      | 'nginx'
      | 'fpm'
      | 'unixListeners'
      | 'tcpListeners'
    >
  >;
type Owned = Extract<WayOwner, { readonly kind: 'apache' | 'service' }>;

/** A finding for each service that should listen where a route leads, and doesn't. */
export function stoppedServices(kind: Owned['kind'], facts: Facts): readonly FindingDraft[] {
  const groups = new Map<string, { readonly owner: Owned['owner']; readonly ways: DeadWay[] }>();
  for (const { owned, way } of waysOwnedBy([kind], facts)) {
    const known = groups.get(owned.owner.unit);
    if (known === undefined) groups.set(owned.owner.unit, { owner: owned.owner, ways: [way] });
    else known.ways.push(way);
  }
  return [...groups.values()].map(({ owner, ways }): FindingDraft => {
    const unit = unitNamed(owner.unit, facts);
    const sites = [...new Set(ways.map(({ route }) => route.site))];
    const where = [...new Set(ways.map(({ targets }) => wayName(targets)))].join(', ');
    const state = unit === undefined ? 'does not listen' : stateOf(unit);
    const said = lastWords(owner.unit, facts.ownerSearch.said);
    return {
      severity: isFelt(ways, facts) ? 'critical' : 'warning',
      subject: owner.unit,
      message: `${shortName(owner.unit)} should listen at ${where} and ${state}; ${sites.join(', ')} hand${sites.length === 1 ? 's' : ''} requests on to it`,
      evidence: [
        ...(unit === undefined ? [] : [unitEvidence(unit)]),
        ...(owner.by === null ? [] : [{ source: owner.by.file, line: owner.by.line, text: owner.by.text, at: null }]),
        ...said,
        ...wayEvidence(ways, facts),
      ],
      ...remedyOr(whyNotStarted(unit, ways, said, serviceFault(owner.unit, facts)), () => ({
        ...service({ unit: owner.unit, state: 'started' }, 'approve'),
        premises: [`${where} is ${ownerText(owner)}`],
      })),
      sites,
      because: becauseOf(serviceFault(owner.unit, facts)),
    };
  });
}

const unitNamed = (name: string, { units, ownerSearch }: Facts): Unit | undefined =>
  [...(units ?? []), ...ownerSearch.units].find((unit) => unit.name === name);

/** `is inactive`, `failed (exit-code 2)`, `runs, but not there`. */
function stateOf({ active, result, settings }: Unit): string {
  if (active === 'active') return 'runs, but not there';
  if (result === 'success' || result === '') return `is ${active}`;
  const how = settings?.ended == null ? result : `${result}: ${settings.ended} ${settings.endedWith ?? ''}`.trim();
  return `${active === 'failed' ? 'failed' : `is ${active}`} (${how})`;
}

/**
 * What may belong where nobody is known to: the units that somebody wrote on this host and that failed, with what they said
 * last. None of them names the address, so that it is a hint and no more.
 */
export function failedUnits({ units, said }: OwnerSearch): {
  readonly names: string;
  readonly evidence: readonly Evidence[];
} {
  const failed = units
    .filter(({ active, settings }) => active === 'failed' && OWN_FILE.test(settings?.file ?? ''))
    .slice(0, 3);
  return {
    names: failed.map(({ name }) => name).join(', '),
    evidence: failed.flatMap((unit) => [unitEvidence(unit), ...lastWords(unit.name, said).slice(-1)]),
  };
}

const OWN_FILE = /^\/(?:etc|usr\/local\/lib)\/systemd\//;

/** What a unit's program said last, and systemd of it. */
function lastWords(unit: string, said: readonly SaidByUnit[]): readonly Evidence[] {
  const own = said.filter((line) => line.unit === unit || line.unit === unit.replace(/\.socket$/, '.service'));
  return own.slice(-3).map(({ at, text }) => ({ source: `journal:${unit}`, line: null, text, at: showTime(at) }));
}

type Start = ReturnType<typeof serviceFault>;

const becauseOf = (start: Start): readonly string[] => (start === null || start === 'gone' ? [] : [startKey(start)]);

function whyNotStarted(
  unit: Unit | undefined,
  ways: readonly DeadWay[],
  [said]: readonly Evidence[],
  start: Start,
): string {
  if (unit === undefined) return 'what systemd makes of the unit is not known';
  const refused = whyRefused(unit, 'start');
  if (refused !== '') return refused;
  if (unit.active === 'active') return `${unit.name} runs: why it doesn't listen there is for its own log to say`;
  if (ways.some(({ chosen }) => chosen))
    return 'a variable chooses between several addresses here, and whether this one is meant to run now is not told';
  if (hasDied(unit)) return '';
  if (!/^(?:enabled|generated|linked)/.test(unit.enabled) && (unit.wantedBy ?? []).length === 0) {
    return `${unit.name} is ${unit.enabled === '' ? 'not enabled' : unit.enabled}: nobody decided that it is to run`;
  }
  const barred = becauseOf(start);
  if (barred.length > 0) return whyBarred(barred);
  if (start === 'gone') return '';
  if (unit.active === 'failed' || (unit.result !== 'success' && unit.result !== '')) {
    return `its last start failed (${unit.result})${said === undefined ? '' : ', and would again before that is cured'}`;
  }
  return '';
}

/** Whether it ran and was killed, by whomever: that says nothing against its next start, nor that somebody wants it down. */
const hasDied = ({ active, result }: Unit): boolean =>
  active === 'failed' && ['signal', 'core-dump', 'oom-kill', 'watchdog'].includes(result);
