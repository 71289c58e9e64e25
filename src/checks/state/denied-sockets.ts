import type { PathState } from '../../facts/file.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Link, Pool } from '../../facts/topology.ts';
import type { Undecided } from '../define-check.ts';
import { sitesOfLinks } from './fpm-state.ts';
import { pathOf } from './listeners.ts';
import {
  aclOf,
  type Client,
  closedFolder,
  mayConnect,
  nginxClient,
  ownershipAllows,
  writtenOwnership,
} from './socket-access.ts';

/** A socket that a pool listens on, that nginx's files name, and that nginx's worker may not connect to. */
export interface DeniedSocket {
  readonly pool: Pool;
  readonly path: PathState;
  readonly client: Client;
  readonly links: readonly Link[];
  /** Which words of the pool's section rule the socket. */
  readonly ruledBy: 'owner' | 'acl';
  /** Whether the pool's section already says what would let nginx in, so that only the running socket is wrong. */
  readonly allowedByFile: boolean;
}

/**
 * Every denied socket whose own owner, mode or ACL is what denies it; a closed folder on the way, or a denial that
 * plain permissions don't explain, is another cause's. What the facts don't tell is undecided.
 */
export function deniedSockets({
  links,
  paths,
  processes,
  accounts,
}: Pick<ReadableFacts, 'links' | 'paths' | 'processes' | 'accounts'>): readonly (DeniedSocket | Undecided)[] {
  const client = nginxClient(processes, accounts);
  const byPool = new Map<string, { pool: Pool; path: PathState; links: Link[] }>();
  for (const link of links) {
    const pool = link.pools.find(({ masterPid }) => masterPid !== null);
    const path = pathOf(link.target.address, paths);
    if (!link.listening || pool === undefined || path?.kind !== 'socket' || path.nginxMayConnect === true) continue;
    const seen = byPool.get(pool.id);
    if (seen === undefined) byPool.set(pool.id, { pool, path, links: [link] });
    else seen.links.push(link);
  }
  return [...byPool.values()].flatMap(({ pool, path, links: of }): readonly (DeniedSocket | Undecided)[] => {
    const sites = sitesOfLinks(of);
    if (client === null) return [{ undecided: `no nginx worker runs that could be asked about ${path.path}`, sites }];
    if (closedFolder(client, path) !== undefined) return [];
    const allowed = mayConnect(client, path);
    if (allowed === null && path.nginxMayConnect === null) {
      return [{ undecided: `whether ${client.user} may connect to ${path.path} isn't known`, sites }];
    }
    if (allowed === true) return [];
    const acl = aclOf(pool);
    const master = processes.find(({ pid }) => pid === pool.masterPid);
    const allowedByFile = acl.set
      ? acl.users.includes(client.user) || acl.groups.some((group) => client.groups.has(group))
      : ownershipAllows(client, writtenOwnership(pool, accounts, master?.user));
    return [{ pool, path, client, links: of, ruledBy: acl.set ? 'acl' : 'owner', allowedByFile }];
  });
}
