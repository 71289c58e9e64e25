import type { FolderState, PathState } from '../../facts/file.ts';
import { poolValue } from '../../facts/pools.ts';
import type { Account, Process } from '../../facts/system.ts';
import type { Pool } from '../../facts/topology.ts';
import { nginxWorkers } from './nginx-state.ts';

/** Who knocks at the socket: nginx's worker, with names for all its groups that have one. */
export interface Client {
  readonly pid: number;
  readonly user: string;
  readonly uid: number;
  readonly group: string;
  readonly groups: ReadonlySet<string>;
}

/** Owner, group and permission bits of a socket. */
export interface Ownership {
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}

/** nginx's worker as who connects; null where none runs. */
export function nginxClient(processes: readonly Process[], accounts: readonly Account[]): Client | null {
  const worker = nginxWorkers(processes)[0];
  return worker === undefined ? null : clientOf(worker, accounts);
}

/** A user by its account, by name or number; null where there is none. */
export function clientNamed(name: string, accounts: readonly Account[]): Client | null {
  const account = accounts.find((each) => each.name === name || String(each.uid) === name);
  if (account === undefined) return null;
  const { uid, group, groups } = account;
  return { pid: 0, user: account.name, uid, group, groups: new Set([group, ...groups]) };
}

/** A process as who opens files, with the groups that it has and those that its user has by now: it may lack some of these. */
export function clientOf(process: Process, accounts: readonly Account[]): Client {
  const account = accounts.find(({ uid }) => uid === process.uid);
  const own = ownClient(process, accounts);
  return { ...own, groups: new Set([...own.groups, ...(account?.groups ?? [])]) };
}

/** A process as the kernel judges it: with no groups but those that it got when it was started. */
export function ownClient({ pid, user, uid, gid, groups }: Process, accounts: readonly Account[]): Client {
  const names = namesOfGroups(accounts);
  const named = (each: number): string => names.get(each) ?? String(each);
  return { pid, user, uid, group: named(gid), groups: new Set([gid, ...groups].map(named)) };
}

const namesOfGroups = (accounts: readonly Account[]): ReadonlyMap<number, string> =>
  new Map(
    accounts.flatMap(({ gid, group, gids = [], groups }) => [
      [gid, group] as const,
      ...gids.map((each, index) => [each, groups[index] ?? String(each)] as const),
    ]),
  );

/** Whether plain owner, group and mode let a client write, which is what connecting takes. Source: path_resolution(7). */
export const ownershipAllows = (client: Client, { owner, group, mode }: Ownership): boolean =>
  allows(client, owner, group, mode, 2);

/** Whether owner, group and mode of a file let a client read it. */
export const ownershipLetsRead = (client: Client, state: Pick<PathState, 'owner' | 'group' | 'mode'>): boolean =>
  ownershipLets(client, state, 'r');

/** Whether owner, group and mode let a client do all that these letters of `ls` say. */
export const ownershipLets = (
  client: Client,
  { owner, group, mode }: Pick<PathState, 'owner' | 'group' | 'mode'>,
  letters: string,
): boolean =>
  (
    [
      ['r', 4],
      ['w', 2],
      ['x', 1],
    ] as const
  ).every(([letter, bit]) => !letters.includes(letter) || allows(client, owner ?? '', group ?? '', mode ?? '', bit));

/** The first folder on the way to a path that a client can't cross; undefined where there is none. */
export const closedFolder = (client: Client, { folders }: Pick<PathState, 'folders'>): FolderState | undefined =>
  folders.find((folder) => folder.exists && !mayCross(client, folder));

/** Whether owner, group and mode of a folder let a client through, which takes the x bit. */
export const mayCross = (client: Client, { owner, group, mode }: Ownership): boolean =>
  allows(client, owner, group, mode, 1);

/** Whether a client may connect to a socket by its owner, mode and ACL; null where the ACL isn't known. */
export function mayConnect(client: Client, { owner, group, mode, acl }: PathState): boolean | null {
  if (owner === null || group === null || mode === null || acl === null) return null;
  if (acl.length === 0 || isOwner(client, owner) || client.uid === 0) {
    return ownershipAllows(client, { owner, group, mode });
  }
  const entry = acl.find((each) => each.startsWith(`user:${client.user}:`));
  if (entry !== undefined) return grantsWrite(entry);
  const own = acl.filter((each) => client.groups.has(/^group:([^:]+):/.exec(each)?.[1] ?? ''));
  if (own.length > 0) return own.some(grantsWrite);
  // With an ACL, the group digit of the mode is the mask, so what the owning group may do isn't told.
  return client.groups.has(group) ? null : allows(client, owner, '', mode, 2);
}

/** The users and groups of a pool's `listen.acl_*`, and whether either is set, which makes owner and group void. */
export function aclOf(pool: Pool): {
  readonly set: boolean;
  readonly users: readonly string[];
  readonly groups: readonly string[];
} {
  const list = (key: string) =>
    (poolValue(pool, key) ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  const [users, groups] = [list('listen.acl_users'), list('listen.acl_groups')];
  return { set: users.length + groups.length > 0, users, groups };
}

/** The ownership that a pool's section asks for; without a word of it the socket is its master's. Source: fpm_unix.c. */
export function writtenOwnership(pool: Pool, accounts: readonly Account[], masterUser = 'root'): Ownership {
  const named = poolValue(pool, 'listen.owner') ?? '';
  const owner = named === '' ? masterUser : named;
  const account = accounts.find(({ name, uid }) => name === owner || String(uid) === owner);
  const group = poolValue(pool, 'listen.group') ?? '';
  const mode = poolValue(pool, 'listen.mode') ?? '';
  return {
    owner: account?.name ?? owner,
    group: group === '' ? (account?.group ?? owner) : group,
    mode: mode === '' ? '0660' : mode.padStart(4, '0'),
  };
}

function allows(client: Client, owner: string, group: string, mode: string, bit: 1 | 2 | 4): boolean {
  if (client.uid === 0) return true;
  const bits = /^[0-7]{3,5}$/.test(mode) ? parseInt(mode, 8) : 0;
  if (isOwner(client, owner)) return ((bits >> 6) & bit) !== 0;
  return ((client.groups.has(group) ? bits >> 3 : bits) & bit) !== 0;
}

const isOwner = ({ user, uid }: Client, owner: string): boolean => owner === user || owner === String(uid);

const grantsWrite = (entry: string): boolean => /:[r-]?w/.test(entry.slice(entry.lastIndexOf(':')));
