import { folderOf } from '../formats/folder-of.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { isFelt, wayEvidence } from './evidence/way-evidence.ts';
import { type DeadWay, wayName } from './state/dead-ways.ts';
import { type WayOwner, waysOwnedBy } from './state/owned-ways.ts';

/** A container has the address that a route asks, and isn't running. */
export const containerStopped = defineCheck({
  cause: 'container-stopped',
  station: 'address',
  level: 'manual',
  severity: 'critical',
  title: 'The container that a site hands requests on to is not running',
  reads: ['routes', 'owners', 'siteStatuses'],
  consults: ['routeStatuses', 'paths', 'logLines', 'processes'],
  run: (facts) => {
    const groups = new Map<string, { readonly owner: Owner; readonly ways: DeadWay[] }>();
    for (const { owned, way } of waysOwnedBy(['container'], facts)) {
      const key = nameOf(owned.owner);
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { owner: owned.owner, ways: [way] });
      else known.ways.push(way);
    }
    return [...groups].map(([name, { owner, ways }]): FindingDraft => {
      const sites = [...new Set(ways.map(({ route }) => route.site))];
      const where = [...new Set(ways.map(({ targets }) => wayName(targets)))].join(', ');
      return {
        severity: isFelt(ways, facts) ? 'critical' : 'warning',
        subject: name,
        message: `${textOf(owner)} has ${where}, and nobody listens there; ${sites.join(', ')} hand${sites.length === 1 ? 's' : ''} requests on to it`,
        evidence: [
          ...(owner.kind === 'named'
            ? [{ source: owner.by.file, line: owner.by.line, text: owner.by.text, at: null }]
            : []),
          ...wayEvidence(ways, facts),
        ],
        remedy: null,
        whyNoRemedy: howToStart(owner),
        sites,
      };
    });
  },
});

type Owner = Extract<WayOwner, { readonly kind: 'container' }>['owner'];

const nameOf = (owner: Owner): string => (owner.kind === 'container' ? owner.name : owner.by.file);

const textOf = (owner: Owner): string =>
  owner.kind === 'container'
    ? `container ${owner.name} (${owner.engine}, ${owner.running ? 'running' : 'stopped'})`
    : `a container of ${owner.by.file}`;

function howToStart(owner: Owner): string {
  if (owner.kind === 'named')
    return `Suture starts no containers: look there, e.g. docker compose up -d in ${folderOf(owner.by.file)}`;
  return owner.running
    ? `the container runs: its own log says why it doesn't answer there (${owner.engine} logs ${owner.name})`
    : `Suture starts no containers: ${owner.engine} start ${owner.name}, if it is meant to run`;
}
