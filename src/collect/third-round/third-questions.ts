import type { Fact } from '../../facts/fact.ts';
import type { HostFacts } from '../../facts/host-facts.ts';
import { readable } from '../../facts/readable.ts';
import { realPathBy } from '../../facts/real-path.ts';
import { unreachedOf } from '../../facts/unreached.ts';
import type { ConfinementQuestion } from './confinement.ts';

/** What is asked of the kernel. */
export interface ThirdQuestions {
  /** Whether its rules for packets are. */
  readonly firewall: boolean;
  readonly confinement: ConfinementQuestion;
}

/**
 * What the first two rounds give reason to ask: a site is broken though nginx runs and somebody listens where the site
 * leads, or PHP-FPM was not allowed to listen. Null where nothing does, which is so on nearly every host.
 */
export function thirdQuestions(facts: HostFacts, since: number): ThirdQuestions | null {
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

const listOf = <Item>(fact: Fact<readonly Item[]>): readonly Item[] => (fact.state === 'known' ? fact.value : []);
