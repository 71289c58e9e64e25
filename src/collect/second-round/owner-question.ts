import type { Address } from '../../formats/address.ts';
import { isOwn, listening } from '../../facts/links.ts';
import type { TcpListener, UnixListener } from '../../facts/network.ts';
import type { Route } from '../../facts/routes/route.ts';
import { answers } from '../../facts/same-host.ts';
import { isInitScript, type Process, type Unit } from '../../facts/system.ts';
import type { Pool } from '../../facts/topology.ts';

/** Whose owner isn't known from the first answers: who holds an address, and addresses that nobody holds. */
export interface OwnerQuestion {
  readonly pids: readonly number[];
  readonly addresses: readonly Address[];
  /** Units of nginx's and PHP-FPM's that should run and don't: their last words are asked for. */
  readonly down: readonly string[];
}

/** No more processes and addresses than these are asked for. */
const MOST_PIDS = 30;
const MOST_ADDRESSES = 20;
const MOST_DOWN = 4;

/** What is known already. */
export interface KnownOwners {
  readonly routes: readonly Route[];
  readonly pools: readonly Pool[];
  readonly processes: readonly Process[];
  readonly unixListeners: readonly UnixListener[];
  readonly tcpListeners: readonly TcpListener[];
  readonly units: readonly Unit[];
}

/** What to ask: nothing for an address that nginx or a PHP-FPM of the host holds, or that a pool is written to. */
export function ownerQuestion(known: KnownOwners): OwnerQuestion {
  const { routes, pools, processes, unixListeners, tcpListeners, units } = known;
  const ours = new Set(processes.map(({ pid }) => pid));
  const isHeard = listening([], unixListeners, tcpListeners);
  const asked = distinct(
    routes.flatMap(({ targets, reach }) =>
      reach === 'never'
        ? []
        : targets.flatMap(({ address, role }) => (address === null || role === 'down' ? [] : [address])),
    ),
  ).filter((address) => isOwn(address, tcpListeners));
  const holders = asked.flatMap((address) =>
    [...unixListeners, ...tcpListeners].filter((listener) => isAt(listener, address)),
  );
  const pids = holders.flatMap(({ pid }) => (pid === null || ours.has(pid) ? [] : [pid]));
  const byInit = asked.filter((address) =>
    [...unixListeners, ...tcpListeners].some((each) => each.pid === 1 && isAt(each, address)),
  );
  const dead = asked.filter(
    (address) => !isHeard(address) && !pools.some(({ listen }) => listen !== null && same(listen, address)),
  );
  return {
    pids: [...new Set(pids)].filter((pid) => pid > 1).slice(0, MOST_PIDS),
    addresses: [...dead, ...byInit].slice(0, MOST_ADDRESSES),
    down: units
      .filter(isDown)
      .map(({ name }) => name)
      .slice(0, MOST_DOWN),
  };
}

/** Whether a unit of systemd's should run and doesn't; between two starts of a unit that fails nobody runs either. */
const isDown = ({ name, load, active, sub, enabled }: Unit): boolean =>
  !isInitScript(name) &&
  load === 'loaded' &&
  (active === 'failed' || sub === 'auto-restart' || (active === 'inactive' && enabled === 'enabled'));

function isAt(listener: UnixListener | TcpListener, address: Address): boolean {
  if ('path' in listener) {
    if (address.kind !== 'unix') return false;
    // The kernel has a relative name just as it was bound; which file that is shows when the paths are looked at.
    const relative = listener.path !== '' && !/^[/@]/.test(listener.path);
    return relative
      ? address.path.endsWith(`/${listener.path.replace(/^.*\//, '')}`)
      : plainRun(listener.path) === plainRun(address.path);
  }
  return address.kind === 'tcp' && listener.port === address.port && answers(listener.host, address.host);
}

function same(listen: Address, asked: Address): boolean {
  if (listen.kind === 'unix') return asked.kind === 'unix' && plainRun(listen.path) === plainRun(asked.path);
  return asked.kind === 'tcp' && listen.port === asked.port && answers(listen.host, asked.host);
}

/** `/var/run` is `/run` on every host of today; what else is linked is asked for once more than needed. */
const plainRun = (path: string): string => path.replace(/\/(?:\.?\/)+/g, '/').replace(/^\/var\/run\//, '/run/');

const distinct = (addresses: readonly Address[]): readonly Address[] => [
  ...new Map(addresses.map((address) => [JSON.stringify(address), address])).values(),
];

/**
 * Regular expressions of grep -E for lines that may name an address: a path by its last name, as units and programs write
 * the folder in many ways; a port as a number that stands alone.
 */
export function needlesFor(addresses: readonly Address[]): { readonly files: string; readonly journal: string } {
  const names = addresses.map((address) =>
    address.kind === 'unix' ? escaped(address.path.slice(address.path.lastIndexOf('/') + 1)) : null,
  );
  const ports = addresses.flatMap((address) => (address.kind === 'tcp' ? [String(address.port)] : []));
  const paths = names.filter((name) => name !== null && name !== '');
  const alone = (numbers: readonly string[]): string => `(^|[^0-9.])(${numbers.join('|')})([^0-9.]|$)`;
  return {
    files: [...paths, ...(ports.length === 0 ? [] : [alone(ports)])].join('|'),
    journal: [...paths, ...(ports.length === 0 ? [] : [`:(${ports.join('|')})([^0-9.]|$)`])].join('|'),
  };
}

const escaped = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&').replace(/[\n\0]/g, '.');
