import type { PathState } from '../../facts/file.ts';
import type { Account, Process } from '../../facts/system.ts';
import { type Client, clientOf, closedFolder, ownClient } from './socket-access.ts';

/** The groups that a process's user has by now and the process, which is older, hasn't; null where numbers weren't told. */
export function lackingGroups(process: Process, accounts: readonly Account[]): readonly string[] | null {
  const account = accounts.find(({ uid }) => uid === process.uid);
  if (account?.gids === undefined) return null;
  const has = new Set([process.gid, ...process.groups]);
  return account.groups.filter((_, index) => !has.has(account.gids?.[index] ?? -1));
}

/**
 * The group without which a process can't reach a path, and with which it could: its user has it, the process doesn't. Null where it
 * lacks none, or where that isn't what stands in the way.
 */
export function groupWanting(
  process: Process,
  path: PathState,
  accounts: readonly Account[],
  mayOpen: (client: Client, path: PathState) => boolean,
): string | null {
  const lacking = lackingGroups(process, accounts) ?? [];
  if (lacking.length === 0) return null;
  const reaches = (client: Client): boolean => closedFolder(client, path) === undefined && mayOpen(client, path);
  const own = ownClient(process, accounts);
  if (reaches(own) || !reaches(clientOf(process, accounts))) return null;
  return lacking.find((group) => reaches({ ...own, groups: new Set([...own.groups, group]) })) ?? lacking.join(', ');
}
