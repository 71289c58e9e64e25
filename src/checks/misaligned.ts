import type { ReadableFacts } from '../facts/known-facts.ts';
import { type NginxProgram, refuses } from '../facts/programs.ts';
import type { FastcgiTarget, Link, Pool } from '../facts/topology.ts';
import { poolOption } from '../facts/pools.ts';
import type { OwnedAddress } from '../facts/owners/owner.ts';
import type { FindingDraft } from './define-check.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { optionEvidence, targetEvidence } from './evidence/evidence.ts';
import { reachableAs, showAddress } from './evidence/show-address.ts';
import type { Remedy } from './finding.ts';
import { realignFastcgiPass } from './remedies/nginx-files.ts';
import { judgeRealign } from './realign/judge-realign.ts';
import { remedyOr } from './remedy-or-why.ts';
import { isAnothers } from './state/owned-ways.ts';
import { type Candidates, candidatesFor } from './state/candidates.ts';
import { fpmDemands, isOrphan, sitesOfLinks } from './state/fpm-state.ts';

type Facts = Pick<ReadableFacts, 'nginx' | 'links' | 'pools' | 'sites' | 'paths' | 'unixListeners' | 'tcpListeners'> &
  Partial<
    Pick<ReadableFacts, 'fpm' | 'processes' | 'units' | 'logLines' | 'owners' | 'accounts' | 'changes' | 'identity'>
  >;

/** An address in nginx's files where nobody listens and no pool is written to, and what can be said of it. */
export interface Misaligned {
  readonly target: FastcgiTarget;
  readonly address: string;
  /** What the finding is, but for its message's end. */
  readonly draft: FindingDraft;
  /** `; pool www is at …` where one pool can be meant; else empty. */
  readonly meant: string;
}

/** Every such address, once for each place in a file that must be edited to cure it. */
export function misaligned(facts: Facts, level: Remedy['level']): readonly Misaligned[] {
  const { fpm = [] } = facts;
  const unreadable = fpmDemands(fpm, facts.links, facts.units)
    .filter(({ state, program }) => state === 'stopped' && refuses(program.test))
    .flatMap(({ orphans }) => orphans);
  const theirs = addressesOfOthers(facts.owners ?? []);
  const orphans = facts.links.filter(
    (link) => isOrphan(link) && !unreadable.includes(link) && !theirs.has(JSON.stringify(link.target.address)),
  );
  return groupedBySource(orphans, facts.nginx).map((links) => {
    const [{ target }] = links;
    const sites = sitesOfLinks(links);
    const address = target.address === null ? target.source.text : showAddress(target.address);
    const siblings = facts.links.filter((link) => !links.includes(link) && isSibling(link.target, target));
    const candidates = candidatesFor(sites, { ...facts, fpm });
    const to = candidates.kind === 'one' && candidates.pool.listen ? reachableAs(candidates.pool.listen) : null;
    const file = facts.nginx.files.find(({ path }) => path === target.source.file);
    const judged =
      candidates.kind === 'one' ? judgeRealign(links, candidates.pool, candidates.shared, { ...facts, fpm }) : null;
    const why =
      whyNot(target, siblings, candidates, to) ||
      (file === undefined ? 'its file was not read' : '') ||
      (judged?.kind === 'forbidden' ? judged.why : '');
    // nginx goes on to an upstream's next server; where a map leads, it stays.
    const served = siblings.some(({ listening, target: { upstream } }) => listening && upstream !== null);
    const meant = says(candidates, to);
    const draft: FindingDraft = {
      severity: served ? 'warning' : 'critical',
      subject: `${target.source.file}:${target.source.line}:${target.source.column}`,
      message: `${sites.join(', ')} asks for PHP at ${address}, where nobody listens and no pool is written to${meant}`,
      evidence: [
        targetEvidence(target),
        ...(candidates.kind === 'one' ? listenOf(candidates.pool) : listenersEvidence(facts)),
        ...connectLines(facts, links, [2, 111]),
      ],
      ...remedyOr(why, () =>
        realignFastcgiPass(
          target.source,
          file?.realPath ?? '',
          to ?? '',
          judged?.kind === 'allowed' && level === 'guarded' ? judged.level : 'approve',
          [...(judged?.kind === 'allowed' ? judged.premises : []), ...sharedBy(target, sites, facts)],
        ),
      ),
      sites,
    };
    return { target, address, draft, meant };
  });
}

/** What a unit or a container owns that isn't PHP-FPM's of this host has a cause of its own. */
const addressesOfOthers = (owners: readonly OwnedAddress[]): ReadonlySet<string> =>
  new Set(owners.flatMap(({ address, owner }) => (isAnothers(owner) ? [JSON.stringify(address)] : [])));

/** A file that stands in several sites is edited for all of them. */
function sharedBy(
  { source }: FastcgiTarget,
  sites: readonly string[],
  { nginx }: Pick<Facts, 'nginx'>,
): readonly string[] {
  const own = nginx.files.find(({ path }) => path === source.file);
  const shared = own !== undefined && sites.length > 1;
  return shared ? [`${source.file} is read by ${sites.join(', ')}, and is changed for all of them`] : [];
}

type Group = readonly [Link, ...Link[]];

/** An edit is due once for each place in a file, whatever sites and links lead there. */
function groupedBySource(links: readonly Link[], nginx: NginxProgram): readonly Group[] {
  const realPath = new Map(nginx.files.map((file) => [file.path, file.realPath]));
  const groups = new Map<string, [Link, ...Link[]]>();
  for (const link of links) {
    const { file, span } = link.target.source;
    const key = `${realPath.get(file) ?? file}:${span.start}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [link]);
    else group.push(link);
  }
  return [...groups.values()];
}

/** Whether two targets are servers of one upstream, or values of one map: of such, it isn't told which was meant for whom. */
const isSibling = (a: FastcgiTarget, b: FastcgiTarget): boolean =>
  a.upstream === b.upstream &&
  (a.upstream !== null || (a.site === b.site && JSON.stringify(a.pass) === JSON.stringify(b.pass)));

function whyNot(
  { source, upstream }: FastcgiTarget,
  siblings: readonly Link[],
  candidates: Candidates,
  to: string | null,
): string {
  if (source.text.includes('$')) return `${source.text} is made of a variable, which other requests may need as it is`;
  if (siblings.length > 0) {
    const several =
      upstream === null ? 'a map gives several addresses here' : `upstream ${upstream} has several servers`;
    return `${several}, and which of them is meant to go where is not told`;
  }
  if (candidates.kind !== 'one') return candidates.why;
  return to === null ? `the address of pool ${candidates.pool.id} cannot be written into nginx's files as it is` : '';
}

const says = (candidates: Candidates, to: string | null): string =>
  candidates.kind === 'one' && to !== null ? `; pool ${candidates.pool.name} is at ${to}` : '';

const listenOf = (pool: Pool) =>
  [poolOption(pool, 'listen')].filter((option) => option !== undefined).map(optionEvidence);

const listenersEvidence = ({ pools }: Pick<ReadableFacts, 'pools'>) => pools.slice(0, 4).flatMap(listenOf);
