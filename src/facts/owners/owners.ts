import type { Address } from '../../formats/address.ts';
import type { ReadableFacts } from '../known-facts.ts';
import { isOwn, listening } from '../links.ts';
import { poolsAt } from '../pools-at.ts';
import type { OwnedAddress, Owner } from './owner.ts';
import { listeningOwner } from './listening-owner.ts';
import { searchedOwner } from './searched-owner.ts';

/** What owners are worked out from. */
export type OwnerFacts = Pick<
  ReadableFacts,
  'routes' | 'pools' | 'paths' | 'unixListeners' | 'tcpListeners' | 'processes' | 'ownerSearch' | 'fpm'
>;

/** The owner of every address that a route may ask, in the order of the routes; servers that are `down` aren't asked. */
export function ownersOf(facts: OwnerFacts): readonly OwnedAddress[] {
  const asked = new Map<string, { readonly address: Address; readonly routes: string[]; readonly scripts: string[] }>();
  for (const { id, targets, reach, scripts } of facts.routes) {
    if (reach === 'never') continue;
    for (const { address, role } of targets) {
      if (address === null || role === 'down') continue;
      const key = JSON.stringify(address);
      const known = asked.get(key);
      const folders = scripts.state === 'named' ? [scripts.path] : [];
      if (known === undefined) asked.set(key, { address, routes: [id], scripts: folders });
      else {
        if (known.routes.at(-1) !== id) known.routes.push(id);
        known.scripts.push(...folders);
      }
    }
  }
  const isHeard = listening(facts.paths, facts.unixListeners, facts.tcpListeners);
  const poolsOfAddress = poolsAt(facts.pools, facts.paths);
  return [...asked.values()].map(({ address, routes, scripts }): OwnedAddress => {
    const heard = isHeard(address);
    return { address, routes, listening: heard, ...ownerOf(address, heard, scripts) };
  });

  function ownerOf(
    address: Address,
    heard: boolean,
    scripts: readonly string[],
  ): Pick<OwnedAddress, 'owner' | 'doubts'> {
    if (heard) return { owner: listeningOwner(address, poolsOfAddress(address), facts), doubts: [] };
    if (!isOwn(address, facts.tcpListeners)) return { owner: elsewhere(address), doubts: [] };
    const [pool, ...others] = poolsOfAddress(address);
    const owner: Owner | null = pool === undefined ? null : { kind: 'pool', pool: pool.id, unit: pool.unit };
    if (owner !== null) return { owner, doubts: others.map(({ id }) => `pool ${id} is written to it as well`) };
    return searchedOwner(address, scripts, facts);
  }
}

const elsewhere = (address: Address): Owner => ({
  kind: 'elsewhere',
  host: address.kind === 'tcp' ? address.host : '',
});
