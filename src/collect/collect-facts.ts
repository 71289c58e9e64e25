import { err, ok, type Result } from '../base/result.ts';
import { UNASKED } from '../facts/confinement.ts';
import { type Fact, known, unknown } from '../facts/fact.ts';
import { NOTHING_SEARCHED } from '../facts/owners/owner-search.ts';
import type { Expectation } from '../inventory/expectation.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import { askProbe, askWho } from './ask-probe.ts';
import type { Collector } from './define-collector.ts';
import { firstProbe, firstProbeOfOurs } from './first-round/first-probe.ts';
import { fpm } from './first-round/fpm.ts';
import { withUnits } from './first-round/fpm-units.ts';
import { withStates } from './first-round/init-services.ts';
import { identity } from './first-round/identity.ts';
import { memory } from './first-round/memory.ts';
import { nginx } from './first-round/nginx.ts';
import { openTransactions } from './first-round/open-transactions.ts';
import { packaging } from './first-round/packaging.ts';
import { processes } from './first-round/processes.ts';
import { tcpListeners } from './first-round/tcp-listeners.ts';
import { units } from './first-round/units.ts';
import { unixListeners } from './first-round/unix-listeners.ts';
import { accessCountsOf } from './second-round/access-counts.ts';
import { accountsOf } from './second-round/accounts.ts';
import { changesOf } from './second-round/changes.ts';
import { expectedOf } from './second-round/expected.ts';
import { limitsOf } from './second-round/limits.ts';
import { logLinesFor } from './second-round/log-lines.ts';
import { ownerSearchOf } from './second-round/owner-search.ts';
import { pathsOf } from './second-round/paths.ts';
import { type FirstFacts, questionsOf } from './second-round/questions.ts';
import { roomOf } from './second-round/room.ts';
import { resolvedNamesOf } from './second-round/resolved-names.ts';
import { newSeal } from './second-round/seal.ts';
import { siteStatusesOf } from './second-round/site-statuses.ts';
import { confinementOf } from './third-round/confinement.ts';
import { firewall } from './third-round/firewall.ts';
import { namedPathsOf } from './third-round/named-paths.ts';
import { namedQuestions } from './third-round/named-question.ts';
import { phpSettingsOf } from './third-round/php-settings.ts';
import { thirdQuestions } from './third-round/third-questions.ts';
import { webRootsOf } from './third-round/web-roots.ts';

/** How far back logs count, and how long all rounds may take together. */
export interface CollectOptions {
  readonly sinceSeconds: number;
  readonly timeoutMs: number;
  /** Sites that are asked before all others, by their ids. */
  readonly sitesFirst?: readonly string[];
  /** What the inventory wants asked. */
  readonly expects?: readonly Expectation[];
  /** Whether the host's lock is ours, so that no transaction but our own can be open there, and none is asked for. */
  readonly ours?: boolean;
}

/**
 * Asks a host everything, in two rounds on one session, and a third where a broken site calls for it; what it doesn't
 * tell is unknown, and only a lost host an error.
 */
export async function collectFacts(
  session: ReadSession,
  { sinceSeconds, timeoutMs, sitesFirst = [], expects = [], ours = false }: CollectOptions,
): Promise<Result<HostFacts, SessionError>> {
  const deadline = performance.now() + timeoutMs;
  const first = await askProbe(session, ours ? firstProbeOfOurs : firstProbe, timeoutMs);
  if (!first.ok) return first;
  const answer = first.value;
  const facts: FirstFacts = joined({
    identity: answer(identity),
    units: answer(units),
    processes: answer(processes),
    memory: answer(memory),
    nginx: answer(nginx),
    fpm: answer(fpm),
    unixListeners: answer(unixListeners),
    tcpListeners: answer(tcpListeners),
    packaging: answer(packaging),
    openTransactions: ours ? known([]) : restingOn([answer(identity)], answer(openTransactions)),
  });

  const questions = questionsOf(facts, sinceSeconds);
  const accounts = accountsOf(questions.users);
  const paths = pathsOf(questions.paths, questions.worker);
  const room = roomOf(questions.room);
  const seal = newSeal();
  const siteStatuses = siteStatusesOf(questions.asks, seal, new Set([...sitesFirst, ...questions.likelySick]));
  const expected = expectedOf(expects, questions.sites, seal);
  const logLines = logLinesFor(questions.logs);
  const visitors = accessCountsOf(questions.access);
  const limits = limitsOf(questions.limits);
  const changes = changesOf(questions.logs);
  const resolvedNames = questions.names.length === 0 ? null : resolvedNamesOf(questions.names);
  // Our own requests take room, so that is looked at before. The logs come last: what the request to a site makes nginx
  // write is then the freshest evidence, and answers and logs are the reason to ask for limits.
  const main: readonly Collector[] = [
    accounts,
    paths,
    room,
    siteStatuses,
    expected,
    logLines,
    visitors,
    limits,
    changes,
  ];
  const { pids, addresses, down } = questions.owners;
  const ownerSearch = pids.length + addresses.length + down.length === 0 ? null : ownerSearchOf(questions.owners);
  const beside = [resolvedNames, ownerSearch].flatMap((collector): readonly (readonly Collector[])[] =>
    collector === null ? [] : [[collector]],
  );
  const lanes = [main, ...beside];
  const second = await askProbe(session, { prelude: askWho, lanes }, deadline - performance.now());
  if (!second.ok) return err(second.error.reason === 'exec-timeout' ? brokeOff(timeoutMs) : second.error);
  const more = second.value;
  const searched = ownerSearch === null ? known(NOTHING_SEARCHED) : more(ownerSearch);
  const looked: HostFacts = {
    ...facts,
    units: withOwners(facts.units, searched),
    accounts: more(accounts),
    paths: restingOn([facts.nginx, facts.fpm], more(paths)),
    room: more(room),
    siteStatuses: restingOn([facts.nginx], more(siteStatuses)),
    expected: more(expected),
    logLines: restingOn([facts.identity, facts.nginx, facts.fpm], more(logLines)),
    visitors: restingOn([facts.identity, facts.nginx], more(visitors)),
    limits: more(limits),
    changes: restingOn([facts.identity], more(changes)),
    resolvedNames: restingOn([facts.nginx], resolvedNames === null ? known([]) : more(resolvedNames)),
    ownerSearch: restingOn([facts.nginx, facts.fpm, facts.unixListeners, facts.tcpListeners], searched),
    firewall: known({ chains: [] }),
    confinement: known(UNASKED),
    webRoots: known([]),
    namedPaths: known([]),
    phpSettings: known([]),
    asked: known([]),
  };
  return ok({ ...looked, ...(await askFurther(session, looked, questions.logs.since, deadline)) });
}

/** The third round, which most hosts don't need; a host that no longer answers has told all else. */
async function askFurther(
  session: ReadSession,
  looked: HostFacts,
  since: number,
  deadline: number,
): Promise<Partial<HostFacts>> {
  const { kernel = null, webRoots = [], names = [] } = thirdQuestions(looked, since) ?? {};
  const named = namedQuestions(looked);
  const rules = kernel?.firewall === true ? [firewall] : [];
  const guards = kernel === null ? [] : [confinementOf(kernel.confinement)];
  const folders = webRoots.length === 0 ? [] : [webRootsOf(webRoots)];
  const resolved = names.length === 0 ? [] : [resolvedNamesOf(names)];
  const paths = named === null ? [] : [namedPathsOf(named.paths)];
  const settings = named?.settings ? [phpSettingsOf(named.settings)] : [];
  const lanes = [[...rules, ...guards, ...folders], resolved, [...paths, ...settings]].filter(
    ({ length }) => length > 0,
  );
  if (lanes.length === 0) return {};
  const third = await askProbe(session, { prelude: askWho, lanes }, deadline - performance.now());
  return Object.fromEntries(
    lanes
      .flat()
      .map((collector) => [
        collector.fact,
        third.ok ? third.value<typeof collector.fact>(collector) : unknown(third.error.message),
      ]),
  );
}

const brokeOff = (timeoutMs: number): SessionError => ({
  reason: 'exec-timeout',
  message: `the host answered the first questions, but not all within ${timeoutMs / 1000} s`,
  hint: null,
});

function joined(facts: FirstFacts): FirstFacts {
  const listOf = <Item>(fact: Fact<readonly Item[]>): readonly Item[] => (fact.state === 'known' ? fact.value : []);
  const processes = listOf(facts.processes);
  const fpm = withUnits(listOf(facts.fpm), listOf(facts.units), processes);
  return {
    ...facts,
    fpm: facts.fpm.state === 'known' ? known(fpm) : facts.fpm,
    units: facts.units.state === 'known' ? known(withStates(facts.units.value, fpm, processes)) : facts.units,
  };
}

/** The units with those that own an address of a route's. */
function withOwners(units: HostFacts['units'], searched: HostFacts['ownerSearch']): HostFacts['units'] {
  if (units.state !== 'known' || searched.state !== 'known') return units;
  const names = new Set(units.value.map(({ name }) => name));
  return known([...units.value, ...searched.value.units.filter(({ name }) => !names.has(name))]);
}

/** What was asked by facts that aren't known would look complete without being it. */
function restingOn<Value>(bases: readonly Fact<unknown>[], fact: Fact<Value>): Fact<Value> {
  const missing = bases.find(({ state }) => state === 'unknown');
  return missing?.state === 'unknown' && fact.state === 'known' ? missing : fact;
}
