import type { Address } from '../../formats/address.ts';
import type { ReadableFacts } from '../known-facts.ts';
import { isBehind } from '../links.ts';
import { realPathBy } from '../real-path.ts';
import { answers } from '../same-host.ts';
import type { Pool } from '../topology.ts';
import { namesAddress } from './names-address.ts';
import type { Owner } from './owner.ts';
import type { Holder, OwnerSearch } from './owner-search.ts';

type Facts = Pick<ReadableFacts, 'paths' | 'unixListeners' | 'tcpListeners' | 'processes' | 'ownerSearch'>;

/** Who listens on an address, by the process that holds its socket. */
export function listeningOwner(address: Address, pools: readonly Pool[], facts: Facts): Owner {
  const pids = holdersAt(address, facts);
  const pool = pools.find(({ masterPid }) => masterPid !== null && pids.includes(masterPid));
  if (pool !== undefined) return { kind: 'pool', pool: pool.id, unit: pool.unit };
  const own = facts.processes.find(({ pid }) => pids.includes(pid));
  if (own?.unit != null) return { kind: 'service', unit: own.unit, known: 'listens', by: null };
  if (own !== undefined) {
    return { kind: 'process', pid: own.pid, user: own.user, command: own.title, since: own.startedAt };
  }
  const holder = facts.ownerSearch.holders.find(({ pid }) => pids.includes(pid));
  if (holder !== undefined) return holderOwner(holder, address, facts.ownerSearch);
  if (pids.includes(1)) return socketUnitOf(address, facts.ownerSearch);
  return { kind: 'unknown', why: 'the host did not say which process listens there' };
}

function holdersAt(address: Address, { paths, unixListeners, tcpListeners }: Facts): readonly number[] {
  const realPath = realPathBy(paths);
  const real = address.kind === 'unix' ? realPath(address.path) : '';
  const state = paths.find((each) => each.realPath === real);
  const found =
    address.kind === 'unix'
      ? unixListeners.filter((listener) => isBehind(listener, real, state, realPath))
      : tcpListeners.filter(({ host, port }) => port === address.port && answers(host, address.host));
  return found.flatMap(({ pid }) => pid ?? []);
}

function holderOwner(holder: Holder, address: Address, { engines }: OwnerSearch): Owner {
  const containers = engines.flatMap((engine) =>
    (engine.containers ?? []).map((container) => ({ ...container, engine: engine.command })),
  );
  const { container: id, unit, pid, user, command, startedAt } = holder;
  if (id !== null) {
    const known = containers.find((each) => each.id.startsWith(id));
    return {
      kind: 'container',
      engine: known?.engine ?? 'container engine',
      name: known?.name ?? id.slice(0, 12),
      running: true,
    };
  }
  const port = address.kind === 'tcp' ? `:${address.port}` : null;
  const published = containers.find(({ publishes }) => port !== null && publishes.some((each) => each.endsWith(port)));
  if (/(?:^|\/)(?:docker-proxy|rootlessport|slirp4netns|conmon)\b/.test(command)) {
    return {
      kind: 'container',
      engine: published?.engine ?? 'docker',
      name: published?.name ?? 'one that publishes it',
      running: true,
    };
  }
  if (unit !== null) return { kind: 'service', unit, known: 'listens', by: null };
  return { kind: 'process', pid, user, command, since: startedAt };
}

/** systemd holds a socket for the service that it starts when somebody connects. */
function socketUnitOf(address: Address, { units }: OwnerSearch): Owner {
  const unit = units.find(({ settings }) =>
    (settings?.listens ?? []).some((each) => namesAddress(each, address) === 'surely'),
  );
  return unit === undefined
    ? { kind: 'unknown', why: 'systemd itself listens there, and for which service is not known' }
    : { kind: 'service', unit: unit.name, known: 'listens', by: null };
}
