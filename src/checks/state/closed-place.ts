import type { NamedPath } from '../../facts/named-path.ts';
import { type Client, closedFolder, ownershipLets } from './socket-access.ts';

/** The folder or file that keeps a user from a path, as it is. */
export interface ClosedPlace {
  readonly path: string;
  readonly kind: 'folder' | 'file';
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
  /** What the user would have to be allowed, in the letters of `ls`. */
  readonly lacks: string;
}

/**
 * What by owner and mode keeps a user from reading, or writing, at a path; null where the kernel lets it, nobody could tell, or
 * it is neither owner nor mode. What isn't there yet is made in its folder.
 */
export function closedPlace({ state, may }: NamedPath, client: Client, wanted: 'read' | 'write'): ClosedPlace | null {
  const letters = may.find(({ user }) => user === client.user)?.letters;
  const isThere = state.kind !== 'missing';
  const need = !isThere
    ? 'wx'
    : state.kind === 'directory'
      ? wanted === 'read'
        ? 'rx'
        : 'wx'
      : wanted === 'read'
        ? 'r'
        : 'w';
  if (letters !== undefined && ['r', 'w', 'x'].every((letter) => !need.includes(letter) || letters.includes(letter)))
    return null;
  // An access list may say otherwise, which only the kernel knows.
  if (letters === undefined && (state.acl === null || state.acl.length > 0)) return null;
  const folder = closedFolder(client, state);
  if (folder !== undefined) return { ...placeOf(folder), path: folder.path, kind: 'folder', lacks: 'x' };
  if (isThere) {
    if (ownershipLets(client, state, need)) return null;
    const kind = state.kind === 'directory' ? 'folder' : 'file';
    return { ...placeOf(state), path: state.realPath, kind, lacks: need };
  }
  if (wanted === 'read') return null;
  const last = state.folders.findLast(({ exists }) => exists);
  if (last === undefined || ownershipLets(client, last, 'wx')) return null;
  return { ...placeOf(last), path: last.path, kind: 'folder', lacks: 'wx' };
}

const placeOf = ({
  owner,
  group,
  mode,
}: {
  readonly owner: string | null;
  readonly group: string | null;
  readonly mode: string | null;
}) => ({ owner: owner ?? '?', group: group ?? '?', mode: mode ?? '?' });
