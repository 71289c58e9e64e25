import { absent, type Fact, known, unknown } from './fact.ts';
import type { FactValues, HostFacts } from './host-facts.ts';

/** Every collected fact's name; the compiler says so if one is missing. */
const NAMES: Readonly<Record<keyof FactValues, true>> = {
  identity: true,
  units: true,
  processes: true,
  accounts: true,
  memory: true,
  nginx: true,
  fpm: true,
  unixListeners: true,
  tcpListeners: true,
  packaging: true,
  openTransactions: true,
  paths: true,
  room: true,
  siteStatuses: true,
  expected: true,
  logLines: true,
  visitors: true,
  changes: true,
  resolvedNames: true,
  firewall: true,
  confinement: true,
  webRoots: true,
  limits: true,
  namedPaths: true,
  phpSettings: true,
  ownerSearch: true,
  asked: true,
};

/** What is asked only where there is a reason; before it could be, there was none. A transaction of then has long been settled. */
const IF_MISSING: ReadonlyMap<string, Fact<readonly never[]>> = new Map<string, Fact<readonly never[]>>([
  ['expected', known([])],
  ['webRoots', known([])],
  ['namedPaths', known([])],
  ['phpSettings', known([])],
  ['openTransactions', absent('not recorded')],
]);

/** What was recorded of a host, also before Suture asked for all that it asks for now: the rest is unknown. */
export function recorded(facts: Partial<HostFacts>): HostFacts {
  const missing = Object.keys(NAMES).filter((name) => !(name in facts));
  if (missing.length === 0) return facts as HostFacts;
  const filled = missing.map((name) => [name, IF_MISSING.get(name) ?? unknown('not recorded')] as const);
  return { ...facts, ...Object.fromEntries(filled) } as HostFacts;
}
