import type { ReadableFacts } from '../../facts/known-facts.ts';
import { isMasked } from '../../facts/unit-refusals.ts';
import type { Link, Pool, Site } from '../../facts/topology.ts';
import { refusesItsFiles } from './fpm-state.ts';
import { boundTo, listenersAt, pathOf } from './listeners.ts';

/** Which pool a site's address that leads nowhere can have meant. */
export type Candidates =
  /** `shared` are the sites that it serves already, which are other apps; empty but where the host has no other pool. */
  | { readonly kind: 'one'; readonly pool: Pool; readonly shared: readonly string[] }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'several'; readonly why: string };

/**
 * A candidate is a pool that listens now and serves no other app. On a host with one PHP-FPM that has one pool, and is
 * stopped or has lost its socket's file, that pool is meant. Whenever more than one could be, none is chosen, nor one that
 * somebody stopped and disabled.
 */
export function candidatesFor(
  sites: readonly string[],
  facts: Pick<ReadableFacts, 'fpm' | 'links' | 'pools' | 'paths' | 'unixListeners' | 'tcpListeners' | 'sites'> &
    Partial<Pick<ReadableFacts, 'units'>>,
): Candidates {
  const listening = facts.pools.filter(
    ({ masterPid, listen }) => masterPid !== null && listen !== null && listenersAt(listen, facts).length > 0,
  );
  const [only] = facts.pools;
  const unheard =
    facts.fpm.length === 1 &&
    facts.pools.length === 1 &&
    only !== undefined &&
    (only.masterPid === null || isLost(only, facts));
  const pools = unheard && facts.fpm[0] !== undefined && !refusesItsFiles(facts.fpm[0]) ? [only] : listening;
  const users = new Map(pools.map((pool) => [pool.id, othersOf(pool, sites, facts.links, facts.sites)]));
  const free = pools.filter(({ id }) => users.get(id)?.length === 0);
  const [alone] = pools;
  // The only pool of a host is meant, or none.
  const meant = free.length === 0 && facts.pools.length === 1 && alone !== undefined ? [alone] : free;
  const [first, second] = meant;
  if (first === undefined) {
    const taken = pools.map((pool) => `pool ${pool.id} serves ${users.get(pool.id)?.join(', ') ?? 'another app'}`);
    const nobody =
      facts.fpm.length === 0 ? 'no PHP-FPM is known on this host' : 'no pool of this host listens anywhere';
    return { kind: 'none', why: taken.length === 0 ? nobody : taken.join('; ') };
  }
  if (second !== undefined) {
    return { kind: 'several', why: `more than one pool can be meant: ${free.map(({ id }) => id).join(', ')}` };
  }
  const path = pathOf(first.listen, facts.paths);
  // Of several pools one that shuts nginx out is somebody else's; the only one is meant for nginx, and has one fault more.
  if (facts.pools.length > 1 && path?.kind === 'socket' && path.nginxMayConnect === false) {
    return { kind: 'none', why: `only pool ${first.id} can be meant, and nginx may not connect to its socket` };
  }
  const off = facts.units?.find(({ name }) => name === first.unit && first.masterPid === null);
  if (off !== undefined && (off.enabled === 'disabled' || isMasked(off))) {
    return {
      kind: 'none',
      why: `only pool ${first.id} can be meant, and somebody decided that ${off.name} is not to run`,
    };
  }
  return { kind: 'one', pool: first, shared: users.get(first.id) ?? [] };
}

/** Whether a pool listens on a socket whose file nobody finds any more. */
const isLost = ({ listen }: Pool, facts: Pick<ReadableFacts, 'paths' | 'unixListeners' | 'tcpListeners'>): boolean =>
  listen !== null && boundTo(listen, facts).length > 0 && listenersAt(listen, facts).length === 0;

/** The sites that a pool serves already and that aren't the same app as these. */
function othersOf(
  pool: Pool,
  of: readonly string[],
  links: readonly Link[],
  sites: readonly Site[],
): readonly string[] {
  const own = new Set(sites.filter(({ id }) => of.includes(id)).flatMap(namesOf));
  const served = links.filter(({ pools }) => pools.some(({ id }) => id === pool.id)).map(({ target }) => target.site);
  return [...new Set(served)].filter((id) => {
    if (of.includes(id)) return false;
    const site = sites.find((each) => each.id === id);
    // The http and the https block of one name are one app.
    return site === undefined || !namesOf(site).some((name) => own.has(name));
  });
}

const namesOf = ({ names }: Site): readonly string[] => names.filter((name) => name !== '' && name !== '_');
