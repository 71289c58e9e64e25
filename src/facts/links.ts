import type { Address, TcpAddress } from '../formats/address.ts';
import type { PathState } from './file.ts';
import type { TcpListener, UnixListener } from './network.ts';
import type { OwnedAddress } from './owners/owner.ts';
import { poolsAt } from './pools-at.ts';
import { realPathBy } from './real-path.ts';
import { answers, isLoopback } from './same-host.ts';
import type { Link, Pool, Site } from './topology.ts';

/**
 * One link for each address that a site leads to, in the order of the sites: the pools that are written to listen
 * there, and whether a process does; null for owners that nobody could tell. Unix paths are compared with their folders' links resolved.
 */
export function linksOf(
  sites: readonly Site[],
  pools: readonly Pool[],
  paths: readonly PathState[],
  unixListeners: readonly UnixListener[],
  tcpListeners: readonly TcpListener[],
  owners: readonly OwnedAddress[] | null,
): readonly Link[] {
  const poolsOfAddress = poolsAt(pools, paths);
  const isListening = listening(paths, unixListeners, tcpListeners);
  const nobodys = new Set(
    (owners ?? []).flatMap(({ address, owner }) => (owner.kind === 'nobody' ? [JSON.stringify(address)] : [])),
  );
  return sites.flatMap(({ targets }) =>
    targets.map((target) => {
      const { address } = target;
      if (address === null) return { target, pools: [], listening: false, local: false, claimed: false };
      const there = poolsOfAddress(address);
      const heard = isListening(address);
      const claimed = !heard && there.length === 0 && !nobodys.has(JSON.stringify(address));
      return { target, pools: there, listening: heard, local: isOwn(address, tcpListeners), claimed };
    }),
  );
}

/** Tells whether a process listens where an address leads. */
export function listening(
  paths: readonly PathState[],
  unixListeners: readonly UnixListener[],
  tcpListeners: readonly TcpListener[],
): (asked: Address) => boolean {
  const realPath = realPathBy(paths);
  const stateOf = new Map(paths.map((state) => [state.realPath, state]));
  return (asked) => {
    if (asked.kind === 'tcp') return tcpListeners.some((listener) => meets(listener, asked));
    const path = realPath(asked.path);
    return unixListeners.some((listener) => isBehind(listener, path, stateOf.get(path), realPath));
  };
}

/** Whether an address can only be this host's: one of which it isn't known may be another machine's. */
export const isOwn = (address: Address, tcpListeners: readonly TcpListener[]): boolean =>
  address.kind === 'unix' || isLoopback(address.host) || tcpListeners.some(({ host }) => host === address.host);

/** A listener outlives its socket file: who connects by the path no longer finds it, though another file may stand there. */
const isFoundAt = (state: PathState | undefined, { inode }: Pick<UnixListener, 'inode'>): boolean =>
  state === undefined ||
  (state.kind === 'socket' && (inode == null || state.inode === null || state.inode % NETLINK_INODES === inode));

/**
 * Whether a listener is who is reached by a real path: by its name, or, as the kernel has a relative name just as it was
 * bound, by the file that it made.
 */
export function isBehind(
  listener: Pick<UnixListener, 'path' | 'inode'>,
  path: string,
  state: PathState | undefined,
  realPath: (path: string) => string,
): boolean {
  if (listener.path.startsWith('/')) return realPath(listener.path) === path && isFoundAt(state, listener);
  const made = listener.inode ?? null;
  return made !== null && listener.path !== '' && !listener.path.startsWith('@') && state?.kind === 'socket'
    ? state.inode !== null && state.inode % NETLINK_INODES === made
    : false;
}

/** The kernel tells only so much of a socket file's inode. Source: sock_diag(7), `udiag_vfs_ino`. */
const NETLINK_INODES = 2 ** 32;

const meets = (listening: Pick<TcpAddress, 'host' | 'port'>, asked: TcpAddress): boolean =>
  listening.port === asked.port && answers(listening.host, asked.host);
