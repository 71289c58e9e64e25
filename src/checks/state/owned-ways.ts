import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Owner } from '../../facts/owners/owner.ts';
import { type DeadWay, deadWays } from './dead-ways.ts';

type Service = Extract<Owner, { readonly kind: 'service' }>;
type Supervised = Extract<Owner, { readonly kind: 'supervised' }>;
type Container = Extract<Owner, { readonly kind: 'container' | 'named' }>;

/** What a dead way is for the checks: each is one check's. */
export type WayOwner =
  | { readonly kind: 'php' }
  | { readonly kind: 'apache' | 'service'; readonly owner: Service }
  | { readonly kind: 'supervised'; readonly owner: Supervised }
  | { readonly kind: 'container'; readonly owner: Container }
  | { readonly kind: 'nobody-known' };

/** The ways of one kind of owner, by what they are to be told under. */
export function waysOwnedBy<Kind extends WayOwner['kind']>(
  kinds: readonly Kind[],
  facts: Pick<ReadableFacts, 'routes' | 'owners'>,
): readonly { readonly owned: Extract<WayOwner, { readonly kind: Kind }>; readonly way: DeadWay }[] {
  return deadWays(facts).flatMap((way) => {
    const owned = wayOwner(way);
    return isOneOf(owned, kinds) ? [{ owned, way }] : [];
  });
}

const isOneOf = <Kind extends WayOwner['kind']>(
  owned: WayOwner,
  kinds: readonly Kind[],
): owned is Extract<WayOwner, { readonly kind: Kind }> => kinds.some((kind) => kind === owned.kind);

/** A way that a unit or a container has is theirs; the rest of FastCGI is told by the checks of PHP-FPM. */
function wayOwner({ kind, owners }: DeadWay): WayOwner {
  for (const { owner } of owners) {
    if (!isAnothers(owner)) continue;
    if (owner.kind === 'supervised') return { kind: 'supervised', owner };
    if (owner.kind === 'service') return { kind: APACHE.test(owner.unit) ? 'apache' : 'service', owner };
    return { kind: 'container', owner };
  }
  return owners.some(({ owner }) => owner.kind === 'pool') || kind === 'fastcgi'
    ? { kind: 'php' }
    : { kind: 'nobody-known' };
}

/** Whether a unit, a supervised program or a container that isn't a PHP-FPM of the host's is known to have an address. */
export const isAnothers = (owner: Owner): owner is Service | Supervised | Container =>
  owner.kind === 'service' ||
  owner.kind === 'supervised' ||
  owner.kind === 'container' ||
  (owner.kind === 'named' && COMPOSE.test(owner.by.file));

const APACHE = /^(?:apache2|httpd)\b.*\.service$/;
const COMPOSE = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/;
