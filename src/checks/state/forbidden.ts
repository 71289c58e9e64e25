import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Process } from '../../facts/system.ts';
import { type Unreached, unreachedOf } from '../../facts/unreached.ts';
import type { Denial } from '../../formats/logs/denial.ts';
import { upstreamAddress } from '../evidence/log-evidence.ts';
import { listenersAt, pathOf, sameAddress } from './listeners.ts';
import { nginxLoadedAt, nginxWorkers } from './nginx-state.ts';

/** An address that nginx is kept from, though somebody listens there and owner and mode let it in. */
export interface Forbidden {
  readonly way: Unreached;
  readonly worker: Process;
  /** As whom the kernel knows nginx's worker; empty where it didn't say. */
  readonly label: string;
  /** What was denied since either side started, oldest first. */
  readonly denials: readonly Denial[];
  /**
   * Whether the probe's own request was denied just now (errno 13 on a socket that plain permissions open to nginx),
   * which is told where a policy keeps its denials to itself.
   */
  readonly deniedNow: boolean;
}

type Facts = Pick<
  ReadableFacts,
  'identity' | 'sites' | 'siteStatuses' | 'paths' | 'unixListeners' | 'tcpListeners' | 'processes' | 'confinement'
> &
  Partial<Pick<ReadableFacts, 'logLines'>>;

/** Every address that a broken site leads to and that this one of the kernel's guards may keep nginx from. */
export function forbiddenWays(by: Denial['by'], facts: Facts): readonly Forbidden[] {
  const { processes, confinement, paths } = facts;
  const [worker] = nginxWorkers(processes);
  if (worker === undefined) return [];
  const label = confinement.processes.find(({ pid }) => pid === worker.pid)?.label ?? '';
  const loaded = nginxLoadedAt(processes) ?? 0;
  return unreachedOf(facts).flatMap((way): readonly Forbidden[] => {
    const path = pathOf(way.address, paths);
    if (path?.nginxMayConnect === false) return [];
    const listening = listenersAt(way.address, facts).map(({ pid }) => pid);
    const served = processes.filter(({ pid }) => listening.includes(pid)).map(({ startedAt }) => startedAt);
    const since = Math.max(loaded, ...served);
    const denials = (confinement.denials ?? []).filter(
      (denial) => denial.by === by && denial.at >= since && isNginx(denial, processes) && isAbout(denial, way, facts),
    );
    const deniedNow = path?.nginxMayConnect === true && wasDeniedNow(way, facts);
    return denials.length === 0 && !deniedNow ? [] : [{ way, worker, label, denials, deniedNow }];
  });
}

const isNginx = ({ pid, program }: Denial, processes: readonly Process[]): boolean =>
  /^(?:nginx|openresty)/.test(program) ||
  processes.some((process) => process.program === 'nginx' && process.pid === pid);

function isAbout({ name, port, kind, what }: Denial, { address }: Unreached, { paths }: Facts): boolean {
  if (address.kind === 'tcp') {
    // AppArmor knows no ports: a family of addresses is open to a program, or it isn't.
    if (port !== null) return port === address.port && /name_connect|connect/.test(what);
    return name === null && /^(?:inet6?|tcp_socket)$/.test(kind);
  }
  const state = pathOf(address, paths);
  const whole = [address.path, ...(state === undefined ? [] : [state.realPath])];
  if (name === null) return false;
  if (name.startsWith('/')) return whole.includes(name);
  // SELinux names a file or a folder without the way to it.
  const parts = new Set(
    whole.flatMap((path) => (kind === 'dir' ? path.split('/').slice(1, -1) : path.split('/').slice(-1))),
  );
  return parts.has(name);
}

/** nginx's clock, which its log is written by, may be behind by a moment. */
const CLOCKS_APART = 2;

const wasDeniedNow = ({ address }: Unreached, { logLines, identity, paths }: Facts): boolean =>
  (logLines ?? []).some((line) => {
    const upstream = line.errno === 13 && line.at >= identity.now - CLOCKS_APART ? upstreamAddress(line) : null;
    return line.program === 'nginx' && upstream !== null && sameAddress(address, upstream, paths);
  });
