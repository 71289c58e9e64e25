import { onceForEach } from '../base/once-for-each.ts';
import { absent, type Fact, known, unknown } from './fact.ts';
import type { HostFacts } from './host-facts.ts';
import type { FactName, ReadableFacts } from './known-facts.ts';
import { linksOf } from './links.ts';
import { poolsOf } from './pools.ts';
import { recorded } from './recorded.ts';
import { sitesOf } from './sites.ts';
import { withWriterTimes } from './writer-times.ts';

/** Every fact of a host that checks and steps may read. */
export type ReadableHost = { readonly [Name in FactName]: Fact<ReadableFacts[Name]> };

/**
 * A host's facts with those that are derived from them, each worked out once, when it is first asked for. A host
 * without nginx has no sites and no links, one without PHP-FPM no pools and no links: absent, not empty. A
 * configuration that its program refuses is still read. What rests on an unknown fact is unknown for its reason.
 */
export const readable = onceForEach((host: HostFacts): ReadableHost => {
  const facts = withExactTimes(recorded(host));
  const sites = once(() => derived(facts.nginx, sitesOf));
  const pools = once(() => derived(facts.fpm, poolsOf));
  const links = once(() => linksFact(facts, sites(), pools()));
  return {
    ...facts,
    get sites() {
      return sites();
    },
    get pools() {
      return pools();
    },
    get links() {
      return links();
    },
  };
});

const withExactTimes = (facts: HostFacts): HostFacts =>
  facts.logLines.state === 'known' && facts.processes.state === 'known'
    ? { ...facts, logLines: known(withWriterTimes(facts.logLines.value, facts.processes.value)) }
    : facts;

function linksFact(
  facts: HostFacts,
  sites: ReadableHost['sites'],
  pools: ReadableHost['pools'],
): ReadableHost['links'] {
  const none = [sites, pools].find((fact) => fact.state === 'absent');
  if (none?.state === 'absent') return absent(none.why);
  const { paths, unixListeners, tcpListeners } = facts;
  const reasons = [sites, pools, paths, unixListeners, tcpListeners].flatMap((fact) =>
    fact.state === 'unknown' ? [fact.why] : [],
  );
  if (reasons.length > 0) return unknown([...new Set(reasons)].join('; '));
  return known(linksOf(listOf(sites), listOf(pools), listOf(paths), listOf(unixListeners), listOf(tcpListeners)));
}

const derived = <From, To>(fact: Fact<From>, derive: (value: From) => To): Fact<To> =>
  fact.state === 'known' ? known(derive(fact.value)) : fact;

const listOf = <Item>(fact: Fact<readonly Item[]>): readonly Item[] => (fact.state === 'known' ? fact.value : []);

function once<Value>(work: () => Value): () => Value {
  let done: { readonly value: Value } | null = null;
  return () => (done ??= { value: work() }).value;
}
