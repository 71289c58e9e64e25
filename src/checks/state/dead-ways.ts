import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { OwnedAddress } from '../../facts/owners/owner.ts';
import { PASS_FORMS } from '../../facts/pass-forms.ts';
import type { PassKind, Route } from '../../facts/routes/route.ts';
import type { FastcgiTarget } from '../../facts/topology.ts';
import { showAddress } from '../evidence/show-address.ts';

/** Servers that nginx tries one after the other for a route, none of which is there. */
export interface DeadWay {
  readonly route: Route;
  readonly kind: PassKind;
  readonly targets: readonly [FastcgiTarget, ...FastcgiTarget[]];
  /** Whose the targets are, in their order. */
  readonly owners: readonly [OwnedAddress, ...OwnedAddress[]];
  /** Whether the route has other ways too, among which a variable chooses. */
  readonly chosen: boolean;
}

/**
 * Every way on which a request finds nobody on this host, whatever a site answers at `/`. Of what may be another machine's
 * nobody here can say that it is dead; what a variable makes that isn't constant isn't judged.
 */
export function deadWays({ routes, owners }: Pick<ReadableFacts, 'routes' | 'owners'>): readonly DeadWay[] {
  const byAddress = new Map(owners.map((owned) => [JSON.stringify(owned.address), owned]));
  const ownerOf = ({ address }: FastcgiTarget): OwnedAddress | undefined =>
    address === null ? undefined : byAddress.get(JSON.stringify(address));
  return routes.flatMap((route): readonly DeadWay[] => {
    const { kind, reach } = route;
    if (reach === 'never' || !isPass(kind)) return [];
    const ways = waysOf(route);
    return ways.flatMap((targets): readonly DeadWay[] => {
      const [owned, ...others] = targets.map(ownerOf);
      if (owned === undefined || !isDead(owned)) return [];
      const rest = others.filter((each) => each !== undefined);
      if (rest.length < others.length || !rest.every(isDead)) return [];
      return [{ route, kind, targets, owners: [owned, ...rest], chosen: ways.length > 1 }];
    });
  });
}

/** Whether a route of this kind hands its requests on to another program. */
export const isPass = (kind: Route['kind']): kind is PassKind => Object.hasOwn(PASS_FORMS, kind);

const isDead = ({ listening, owner }: OwnedAddress): boolean => !listening && owner.kind !== 'elsewhere';

type Targets = readonly [FastcgiTarget, ...FastcgiTarget[]];

/** The servers of an upstream are one way; each value of a variable is a way of its own. */
function waysOf({ targets }: Route): readonly Targets[] {
  const ways = new Map<string, [FastcgiTarget, ...FastcgiTarget[]]>();
  for (const target of targets) {
    if (target.role === 'down') continue;
    const key = target.upstream ?? JSON.stringify(target.address ?? target.source);
    const way = ways.get(key);
    if (way === undefined) ways.set(key, [target]);
    else way.push(target);
  }
  return [...ways.values()];
}

/** `127.0.0.1:3000`, or `127.0.0.1:3000 and 127.0.0.1:3001 (upstream app)`. */
export function wayName([first, ...others]: Targets): string {
  const addresses = [first, ...others].map(({ address }) => (address === null ? '?' : showAddress(address)));
  return first.upstream === null ? addresses.join(' and ') : `${addresses.join(' and ')} (upstream ${first.upstream})`;
}
