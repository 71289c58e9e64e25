import { mayBeLogOf } from '../../facts/fpm-logs.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import { directiveArguments } from '../../facts/nginx-tree.ts';
import type { Link, Site } from '../../facts/topology.ts';
import { upstreamAddress, upstreamGivenUp } from '../evidence/log-evidence.ts';
import { hasPool, lastChangeOf } from '../state/fpm-state.ts';
import { listenersAt, pathOf, sameAddress } from '../state/listeners.ts';
import { nginxLoadedAt, nginxWorkers } from '../state/nginx-state.ts';
import { probedSince } from '../evidence/probe-lines.ts';
import { complaintsIn } from '../../facts/complaints.ts';
import { keptFolders } from '../../facts/nginx-settings.ts';
import { tellsOfFault } from './noise.ts';
import { ownRequests } from './own-requests.ts';

/** A line of a fault that may still be there. */
export interface OpenLine {
  readonly line: LogLine;
  /** Of which site it speaks; null where it names none, or one that isn't there. */
  readonly site: Site | null;
  /** Whether it speaks of Suture's own request. */
  readonly own: boolean;
}

export type LineFacts = Pick<ReadableFacts, 'identity' | 'sites' | 'logLines'> &
  Partial<
    Pick<
      ReadableFacts,
      | 'nginx'
      | 'fpm'
      | 'links'
      | 'units'
      | 'processes'
      | 'paths'
      | 'unixListeners'
      | 'tcpListeners'
      | 'siteStatuses'
      | 'routeStatuses'
      | 'pastCaches'
      | 'ownerSearch'
      | 'namedPaths'
    >
  >;

/**
 * The lines that tell of a fault since whoever they speak of last started or read its files: nginx, the PHP-FPM that a
 * request went to, whoever listens where it led. What is older speaks of what isn't any more, as does a denial on a way that
 * is open to nginx by now: of what a policy denies there beside owner and mode, the checks of the kernel's guards tell.
 */
export function openLines(facts: LineFacts): readonly OpenLine[] {
  const named = new Set(facts.nginx === undefined ? [] : directiveArguments(facts.nginx));
  const isOwn = ownRequests(facts);
  const since = startsBy(facts);
  return facts.logLines
    .filter((line) => tellsOfFault(line, named) && line.at >= since(line) && !cameLater(line, facts))
    .filter((line) => !isOpenByNow(line, facts))
    .map((line) => ({ line, site: siteOf(line, facts.sites), own: isOwn(line) }));
}

/** From when on a line counts, in seconds since the epoch. */
function startsBy(facts: LineFacts): (line: LogLine) => number {
  const {
    identity,
    fpm = [],
    links = [],
    units,
    processes = [],
    paths = [],
    unixListeners = [],
    tcpListeners = [],
    ownerSearch,
  } = facts;
  const loaded = nginxLoadedAt(processes) ?? 0;
  const startOf = (pid: number | null): number => {
    const program = ownerSearch?.holders.find((each) => each.pid === pid);
    const own = processes.find((each) => each.pid === pid)?.startedAt ?? 0;
    return program === undefined ? own : program.startedAt + UNTIL_IT_LISTENS;
  };
  return (line) => {
    if (line.program !== 'nginx') {
      const writers = fpm.filter((program) => mayBeLogOf(program, line.source, fpm));
      const changes = writers.map((program) => lastChangeOf(program, units, processes));
      return changes.length === 0 ? 0 : Math.min(...changes);
    }
    const givenUp = upstreamGivenUp(line);
    if (givenUp !== null) {
      const servers = links.filter(({ target }) => target.upstream?.toLowerCase() === givenUp.toLowerCase());
      return Math.max(loaded, ...changesOf(servers).map((at) => at + FAIL_TIMEOUT));
    }
    const upstream = upstreamAddress(line);
    if (upstream === null) return loaded;
    const opened = line.errno === 13 && pathOf(upstream, paths)?.nginxMayConnect === true ? identity.now : 0;
    const there = links.filter(({ target: { address } }) => address !== null && sameAddress(address, upstream, paths));
    const listeners = listenersAt(upstream, { paths, unixListeners, tcpListeners });
    return Math.max(loaded, opened, ...changesOf(there), ...listeners.map(({ pid }) => startOf(pid)));
  };

  function changesOf(which: readonly Link[]): readonly number[] {
    const pools = which.flatMap((link) => link.pools);
    return fpm
      .filter((program) => pools.some((pool) => hasPool(program, pool)))
      .map((program) => lastChangeOf(program, units, processes));
  }
}

/** So many seconds an application may take from its start until it listens. */
const UNTIL_IT_LISTENS = 10;

/** For so long, in seconds, nginx leaves alone a server that failed, unless its files say otherwise: it may be well by then. */
const FAIL_TIMEOUT = 10;

/**
 * Whether a line tells of a socket that wasn't there yet: one that is listened on is never refused or missed. A program takes
 * its time from its start until it listens. Only where the site answers, as nginx may see other files than are there; and
 * over TCP, where a firewall refuses as well, only where the host doesn't tell who listens, and since when.
 */
function cameLater(line: LogLine, facts: LineFacts): boolean {
  const upstream = line.errno === 2 || line.errno === 111 ? upstreamAddress(line) : null;
  if (upstream === null || !line.message.startsWith('connect()')) return false;
  const { paths = [], unixListeners = [], tcpListeners = [], siteStatuses = [], routeStatuses = [] } = facts;
  const site = siteOf(line, facts.sites);
  const answers = [...siteStatuses, ...routeStatuses].filter((each) => each.site === site?.id && each.url !== '');
  const allAnswer = answers.length > 0 && answers.every(({ status }) => status !== null && status < 500);
  const listeners = listenersAt(upstream, { paths, unixListeners, tcpListeners });
  const tells = upstream.kind === 'unix' || listeners.every(({ pid }) => pid === null);
  return allAnswer && listeners.length > 0 && tells;
}

/**
 * Whether a line tells of a folder of nginx's own that its workers may write to by now, and no request of the look's met
 * otherwise.
 */
function isOpenByNow(line: LogLine, { identity, nginx, namedPaths = [], processes = [] }: LineFacts): boolean {
  if (nginx === undefined || line.program !== 'nginx' || line.errno !== 13 || line.at >= probedSince(identity))
    return false;
  const kept = keptFolders(nginx);
  const [worker] = nginxWorkers(processes);
  return complaintsIn(line).some(({ path }) => {
    const letters = namedPaths
      .find(({ state }) => state.path === path)
      ?.may.find(({ user }) => user === worker?.user)?.letters;
    return letters?.includes('w') === true && kept.some((folder) => path.startsWith(`${folder}/`));
  });
}

/** nginx names a site by its first name. */
const siteOf = ({ server }: LogLine, sites: readonly Site[]): Site | null =>
  server === null ? null : (sites.find(({ names }) => (names[0] ?? '') === server) ?? null);
