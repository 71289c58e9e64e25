import type { FolderState, PathState } from '../facts/file.ts';
import type { Packaging } from '../facts/packaging.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import type { Link } from '../facts/topology.ts';
import { defineCheck, type FindingDraft, type Undecided } from './define-check.ts';
import { addressLines } from './evidence/address-lines.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { pathEvidence, targetEvidence } from './evidence/evidence.ts';
import { showOwnership } from './evidence/socket-evidence.ts';
import { restoreFolder } from './remedies/folders.ts';
import { ownerText } from './realign/old-owner.ts';
import { remedyOr } from './remedy-or-why.ts';
import { deniedWays } from './state/denied-ways.ts';
import { sitesOfLinks } from './state/fpm-state.ts';
import { pathOf } from './state/listeners.ts';
import { type Client, mayCross, nginxClient } from './state/socket-access.ts';

/** A folder on the way to PHP-FPM's socket lets nginx's worker not through. */
export const socketDirDenied = defineCheck({
  cause: 'socket-dir-denied',
  station: 'folder',
  level: 'guarded',
  severity: 'critical',
  title: "nginx may not enter a folder on the way to PHP-FPM's socket",
  reads: ['links', 'paths', 'processes', 'accounts'],
  consults: ['packaging', 'logLines', 'units', 'routes', 'owners'],
  run: (facts) => {
    const client = nginxClient(facts.processes, facts.accounts);
    const { closed, undecided } = closedFolders(client, facts);
    const drafts = closed.map(({ folder, links }): FindingDraft => {
      const packaged = facts.packaging?.folders.find(({ path }) => path === folder.path);
      const user = client?.user ?? '?';
      return {
        subject: folder.path,
        message: `nginx runs as ${user}, which may not enter ${folder.path} (${showOwnership(folder)}) on the way to PHP-FPM's socket`,
        evidence: [
          { source: folder.path, line: null, text: `directory ${showOwnership(folder)}`, at: null },
          ...(packaged === undefined ? [] : [packagedEvidence(packaged)]),
          ...links.slice(0, 3).map(({ target }) => targetEvidence(target)),
          ...connectLines(facts, links, [13]),
        ],
        ...remedyOr(whyNot(folder, packaged, client), () => {
          const { path, owner, group, mode } = packaged ?? folder;
          return restoreFolder({ path, owner, group, mode });
        }),
        sites: sitesOfLinks(links),
      };
    });
    return [...drafts, ...otherPrograms(client, facts), ...undecided];
  },
});

/** The same for programs that aren't PHP-FPM: whose folder it is, only they know, so nothing is changed. */
function otherPrograms(
  client: Client | null,
  facts: Pick<ReadableFacts, 'paths' | 'processes'> & Partial<Pick<ReadableFacts, 'routes' | 'owners' | 'logLines'>>,
): readonly FindingDraft[] {
  const { routes = [], owners = [], paths, processes } = facts;
  if (client === null) return [];
  return deniedWays({ routes, owners, paths, processes }).flatMap(({ owned, path, targets, directive, sites }) => {
    const folder = path.folders.find((each) => each.exists && !mayCross(client, each));
    if (folder === undefined) return [];
    return [
      {
        subject: folder.path,
        message: `nginx runs as ${client.user}, which may not enter ${folder.path} (${showOwnership(folder)}) on the way to ${path.path} of ${ownerText(owned.owner)}`,
        evidence: [
          { source: folder.path, line: null, text: `directory ${showOwnership(folder)}`, at: null },
          pathEvidence(path),
          ...targets.slice(0, 2).map((target) => targetEvidence(target, directive)),
          ...addressLines(owned.address, facts, [13]),
        ],
        remedy: null,
        whyNoRemedy: `${folder.path} is ${folder.owner}'s: let ${client.user} through it (setfacl -m u:${client.user}:x ${folder.path}), or have the program listen below /run`,
        sites,
      },
    ];
  });
}

interface Closed {
  readonly folder: FolderState;
  readonly links: readonly Link[];
}

function closedFolders(
  client: Client | null,
  { links, paths }: Pick<ReadableFacts, 'links' | 'paths'>,
): { readonly closed: readonly Closed[]; readonly undecided: readonly Undecided[] } {
  const closed = new Map<string, { folder: FolderState; links: Link[] }>();
  const undecided: Undecided[] = [];
  for (const link of links) {
    const path = pathOf(link.target.address, paths);
    if (link.pools.length === 0 || path === undefined || path.nginxMayConnect === true) continue;
    const sites = [link.target.site];
    if (client === null) {
      undecided.push({ undecided: `no nginx worker runs that could be asked about ${path.path}`, sites });
      continue;
    }
    const shut = path.folders.filter((folder) => folder.exists && !mayCross(client, folder));
    // A folder may have an access list that lets nginx through, which only the kernel knows.
    if (shut.length > 0 && path.nginxMayConnect === null && path.kind !== 'missing') {
      undecided.push({ undecided: `whether ${client.user} may connect to ${path.path} isn't known`, sites });
      continue;
    }
    for (const folder of shut) {
      const seen = closed.get(folder.path);
      if (seen === undefined) closed.set(folder.path, { folder, links: [link] });
      else seen.links.push(link);
    }
  }
  return { closed: [...closed.values()], undecided };
}

type Packaged = Packaging['folders'][number];

const packagedEvidence = ({ source, line, path, owner, group, mode }: Packaged) => ({
  source,
  line,
  text: `d ${path} ${mode} ${owner} ${group}`,
  at: null,
});

function whyNot(folder: Pick<PathState, 'path'>, packaged: Packaged | undefined, client: Client | null): string {
  if (packaged === undefined) return `no package of this host says what owner and mode ${folder.path} should have`;
  return client !== null && mayCross(client, packaged)
    ? ''
    : `${packaged.source}:${packaged.line} keeps ${folder.path} closed to nginx's user as well`;
}
