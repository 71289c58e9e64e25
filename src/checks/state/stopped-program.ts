import type { Owner } from '../../facts/owners/owner.ts';
import { startsBy } from '../../facts/owners/supervisor.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { FindingDraft } from '../define-check.ts';
import { isFelt, wayEvidence } from '../evidence/way-evidence.ts';
import { type DeadWay, wayName } from './dead-ways.ts';
import { waysOwnedBy } from './owned-ways.ts';

type Facts = Pick<ReadableFacts, 'routes' | 'owners' | 'siteStatuses'> &
  Partial<Pick<ReadableFacts, 'paths' | 'logLines' | 'processes'>>;
type Program = Extract<Owner, { readonly kind: 'supervised' }>;

/** A finding for each program of a supervisor's that should listen where a route leads, and doesn't. */
export function stoppedPrograms(facts: Facts): readonly FindingDraft[] {
  const groups = new Map<string, { readonly owner: Program; readonly ways: DeadWay[] }>();
  for (const { owned, way } of waysOwnedBy(['supervised'], facts)) {
    const { by, supervisor } = owned.owner;
    const subject = supervisor.name ?? by.file;
    const known = groups.get(subject);
    if (known === undefined) groups.set(subject, { owner: owned.owner, ways: [way] });
    else known.ways.push(way);
  }
  return [...groups].map(([subject, { owner, ways }]): FindingDraft => {
    const { by, state, supervisor } = owner;
    const sites = [...new Set(ways.map(({ route }) => route.site))];
    const where = [...new Set(ways.map(({ targets }) => wayName(targets)))].join(', ');
    return {
      severity: isFelt(ways, facts) ? 'critical' : 'warning',
      subject,
      message: `${subject} of ${supervisor.kind} should listen at ${where}, and nobody does${state === null ? '' : ` (${state})`}; ${sites.join(', ')} hand${sites.length === 1 ? 's' : ''} requests on to it`,
      evidence: [
        { source: by.file, line: by.line, text: by.text, at: null },
        ...(state === null ? [] : [{ source: STATUS[supervisor.kind], line: null, text: state, at: null }]),
        ...wayEvidence(ways, facts),
      ],
      remedy: null,
      whyNoRemedy: `Suture starts nothing by ${supervisor.kind}: ${startsBy(supervisor)}, if it is meant to run; its own log says why it ended`,
      sites,
    };
  });
}

/** The commands that tell of a program. */
const STATUS: Readonly<Record<Program['supervisor']['kind'], string>> = {
  supervisor: 'supervisorctl status',
  runit: 'sv status',
  s6: 's6-svstat',
  pm2: 'pm2',
  init: 'service',
};
