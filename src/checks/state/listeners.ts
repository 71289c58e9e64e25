import type { Address } from '../../formats/address.ts';
import type { UnixListener } from '../../facts/network.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { PathState } from '../../facts/file.ts';
import { isBehind } from '../../facts/links.ts';
import { realPathBy } from '../../facts/real-path.ts';
import { answers } from '../../facts/same-host.ts';

type Sockets = Pick<ReadableFacts, 'paths' | 'unixListeners' | 'tcpListeners'>;

/** Who listens on an address. */
export interface Listener {
  readonly pid: number | null;
  readonly process: string | null;
}

/** Who listens on an address and can be reached by it: a socket whose file is gone can't. */
export function listenersAt(address: Address, { paths, unixListeners, tcpListeners }: Sockets): readonly Listener[] {
  if (address.kind === 'tcp') {
    return tcpListeners.filter(({ host, port }) => port === address.port && answers(host, address.host));
  }
  const realPath = realPathBy(paths);
  const path = realPath(address.path);
  const state = paths.find((each) => each.realPath === path);
  return unixListeners.filter((each) => isBehind(each, path, state, realPath));
}

/** Who once bound a unix path, whatever stands there now. */
export function boundTo(
  address: Address,
  { paths, unixListeners }: Omit<Sockets, 'tcpListeners'>,
): readonly UnixListener[] {
  if (address.kind === 'tcp') return [];
  const realPath = realPathBy(paths);
  const path = realPath(address.path);
  return unixListeners.filter((each) => realPath(each.path) === path);
}

/** What stands at an address's path; undefined for TCP, and where nobody looked. */
export function pathOf(address: Address | null, paths: readonly PathState[]): PathState | undefined {
  if (address?.kind !== 'unix') return undefined;
  const path = realPathBy(paths)(address.path);
  return paths.find((state) => state.path === address.path) ?? paths.find((state) => state.realPath === path);
}

/** Whether two addresses lead to the same place on one host. */
export function sameAddress(one: Address, other: Address, paths: readonly PathState[]): boolean {
  if (one.kind === 'tcp') return other.kind === 'tcp' && one.port === other.port && answers(one.host, other.host);
  const realPath = realPathBy(paths);
  return other.kind === 'unix' && realPath(one.path) === realPath(other.path);
}
