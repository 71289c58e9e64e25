import type { ReadableFacts } from '../../facts/known-facts.ts';
import { poolValue } from '../../facts/pools.ts';
import type { Pool } from '../../facts/topology.ts';
import { probeLines } from '../evidence/probe-lines.ts';
import { closedPlace, type ClosedPlace } from './closed-place.ts';
import { type ComplaintFacts, openComplaints, type OpenComplaint } from './open-complaints.ts';
import { type Client, clientNamed } from './socket-access.ts';

/** A script that a pool's user may not read. */
export interface DeniedScript {
  readonly who: 'PHP-FPM';
  readonly user: string;
  readonly place: ClosedPlace;
  readonly complaint: Pick<OpenComplaint, 'own' | 'sites' | 'path'> & { readonly line: OpenComplaint['line'] | null };
}

/**
 * The scripts that PHP-FPM could not open, by owner and mode, or says that it doesn't know, as it does of what lies
 * behind a folder that it can't enter.
 */
export function deniedScripts(facts: ComplaintFacts & Pick<ReadableFacts, 'accounts'>): readonly DeniedScript[] {
  const opened = openComplaints(facts).flatMap((complaint): readonly DeniedScript[] => {
    const { wanted, errno, named, path } = complaint;
    if (wanted !== 'script' || errno !== 13 || named === undefined) return [];
    return closedTo(complaint.pools, facts.accounts, (client) => closedPlace(named, client, 'read')).map(
      ({ user, place }) => ({ who: 'PHP-FPM', user, place, complaint: { ...complaint, path } }),
    );
  });
  const unknown = facts.sites.flatMap((site): readonly DeniedScript[] => {
    const { script, id } = site;
    const status = facts.siteStatuses.find((each) => each.site === id);
    if (script.state !== 'named' || status?.status !== 404) return [];
    const named = facts.namedPaths.find(({ state }) => state.path === script.path);
    const line = probeLines(site, facts, /Primary script unknown/).at(-1);
    if (named === undefined || named.state.kind === 'missing' || line === undefined) return [];
    const pools = (facts.links ?? []).filter(({ target }) => target.site === id).flatMap((link) => link.pools);
    return closedTo(pools, facts.accounts, (client) => closedPlace(named, client, 'read')).map(({ user, place }) => ({
      who: 'PHP-FPM',
      user,
      place,
      complaint: { own: true, sites: [site], path: script.path, line },
    }));
  });
  return [...opened, ...unknown];
}

function closedTo(
  pools: readonly Pool[],
  accounts: ReadableFacts['accounts'],
  ask: (client: Client) => ClosedPlace | null,
): readonly { readonly user: string; readonly place: ClosedPlace }[] {
  const users = [...new Set(pools.map((pool) => poolValue(pool, 'user') ?? ''))];
  return users.flatMap((name) => {
    const client = clientNamed(name, accounts);
    const place = client === null ? null : ask(client);
    return client === null || place === null ? [] : [{ user: client.user, place }];
  });
}
