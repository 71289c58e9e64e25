import type { Fact } from '../../facts/fact.ts';
import type { HostFacts } from '../../facts/host-facts.ts';
import { namedTarget } from '../../facts/named-target.ts';
import { readable, type ReadableHost } from '../../facts/readable.ts';
import { realPathBy } from '../../facts/real-path.ts';
import { rootOfFirstPage } from '../../facts/root-of-first-page.ts';
import { unreachedOf } from '../../facts/unreached.ts';
import { upstreamAddress } from '../../facts/upstream-address.ts';
import type { ConfinementQuestion } from './confinement.ts';

/** What is asked in the third round. */
export interface ThirdQuestions {
  /** What is asked of the kernel; null where nothing is. */
  readonly kernel: KernelQuestions | null;
  /** The folders from which nginx serves sites that have no first page for us. */
  readonly webRoots: readonly string[];
  /** The names that are resolved on the host; empty where none has to be asked that wasn't. */
  readonly names: readonly string[];
}

interface KernelQuestions {
  /** Whether its rules for packets are asked for. */
  readonly firewall: boolean;
  readonly confinement: ConfinementQuestion;
}

/**
 * What the first two rounds give reason to ask: a site is broken though nginx runs and somebody listens where the site
 * leads, PHP-FPM was not allowed to listen, a site has no first page, or nginx failed to connect to what a name once was. Null where
 * nothing does, which is so on nearly every host.
 */
export function thirdQuestions(facts: HostFacts, since: number): ThirdQuestions | null {
  const { kernel, webRoots, names } = {
    kernel: kernelQuestions(facts, since),
    webRoots: emptyHanded(readable(facts)),
    names: namesInDoubt(readable(facts)),
  };
  return kernel === null && webRoots.length + names.length === 0 ? null : { kernel, webRoots, names };
}

function kernelQuestions(facts: HostFacts, since: number): KernelQuestions | null {
  const processes = listOf(facts.processes);
  const workers = processes.filter(({ program, role }) => program === 'nginx' && role === 'worker');
  if (workers.length === 0 || listOf(facts.siteStatuses).every(({ status }) => status !== null && status < 500))
    return null;
  const { sites } = readable(facts);
  const paths = listOf(facts.paths);
  const unixListeners = listOf(facts.unixListeners);
  const tcpListeners = listOf(facts.tcpListeners);
  const siteStatuses = listOf(facts.siteStatuses);
  const unreached = unreachedOf({ sites: listOf(sites), siteStatuses, paths, unixListeners, tcpListeners });
  if (unreached.length === 0) return null;
  const realPath = realPathBy(paths);
  const masters = processes.filter(({ program, role }) => program === 'php-fpm' && role === 'master');
  return {
    firewall: unreached.some(({ address }) => address.kind === 'tcp'),
    confinement: {
      pids: [...workers.slice(0, 1), ...masters.slice(0, 8)].map(({ pid }) => pid),
      paths: unreached.flatMap(({ address }) => (address.kind === 'unix' ? [realPath(address.path)] : [])).slice(0, 20),
      since,
    },
  };
}

/** The folders of sites that said of their first page that it isn't there or may not be seen. */
function emptyHanded({ sites, routes, siteStatuses, routeStatuses }: ReadableHost): readonly string[] {
  const answers = { siteStatuses: listOf(siteStatuses), routeStatuses: listOf(routeStatuses) };
  const roots = listOf(sites).flatMap((site) => rootOfFirstPage(site, listOf(routes), answers)?.root ?? []);
  return [...new Set(roots)].filter((path) => /^\/[^|\p{C}]*$/u.test(path)).slice(0, MOST_ROOTS);
}

const MOST_ROOTS = 50;

/** With names of which it is not known what they are, at which nginx failed to reach some address, all those that were asked. */
function namesInDoubt({ routes, logLines, resolvedNames }: ReadableHost): readonly string[] {
  const known = listOf(resolvedNames).map(({ name }) => name);
  const failed = new Set(
    listOf(logLines).flatMap((line) => {
      const upstream = line.errno === null ? null : upstreamAddress(line);
      return upstream?.kind === 'tcp' ? [upstream.port] : [];
    }),
  );
  const asked = listOf(routes).flatMap(({ targets }) => targets.flatMap(namedTarget));
  const names = asked.filter(({ port, host }) => failed.has(port) && !known.includes(host)).map(({ host }) => host);
  return names.length === 0 ? [] : [...new Set([...known, ...names])].slice(0, MOST_NAMES);
}

const MOST_NAMES = 20;

const listOf = <Item>(fact: Fact<readonly Item[]>): readonly Item[] => (fact.state === 'known' ? fact.value : []);
