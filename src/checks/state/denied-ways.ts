import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { OwnedAddress } from '../../facts/owners/owner.ts';
import type { PathState } from '../../facts/file.ts';
import type { FastcgiTarget } from '../../facts/topology.ts';
import { PASS_FORMS } from '../../facts/pass-forms.ts';
import { pathOf } from './listeners.ts';

/** A unix socket of a program that isn't PHP-FPM, at which somebody listens, and to which nginx's worker may not connect. */
export interface DeniedWay {
  readonly owned: OwnedAddress;
  readonly path: PathState;
  readonly targets: readonly FastcgiTarget[];
  readonly directive: (typeof PASS_FORMS)[keyof typeof PASS_FORMS]['directive'];
  readonly sites: readonly string[];
}

/** Every such socket, by what the kernel said when it was asked as nginx's worker. */
export function deniedWays({
  routes,
  owners,
  paths,
  processes,
}: Pick<ReadableFacts, 'routes' | 'owners' | 'paths' | 'processes'>): readonly DeniedWay[] {
  const fpmUnits = new Set(processes.filter(({ program }) => program === 'php-fpm').map(({ unit }) => unit));
  return owners.flatMap((owned): readonly DeniedWay[] => {
    const path = pathOf(owned.address, paths);
    const { owner } = owned;
    if (!owned.listening || owner.kind === 'pool' || path === undefined) return [];
    if (owner.kind === 'service' && fpmUnits.has(owner.unit)) return [];
    if (path.nginxMayConnect !== false || path.kind !== 'socket') return [];
    const own = routes.filter(({ id }) => owned.routes.includes(id));
    const [first] = own;
    if (first === undefined || first.kind === 'files' || first.kind === 'answer' || first.kind === 'unknown') return [];
    const targets = own
      .flatMap((route) => route.targets)
      .filter(({ address }) => JSON.stringify(address) === JSON.stringify(owned.address));
    const sites = [...new Set(own.map(({ site }) => site))];
    return [{ owned, path, targets, directive: PASS_FORMS[first.kind].directive, sites }];
  });
}
