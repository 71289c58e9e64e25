import type { Become } from '../../inventory/inventory.ts';
import type { BecomeMethod } from './become-method.ts';
import { doas } from './doas.ts';
import { su } from './su.ts';
import { sudo } from './sudo.ts';

/** Every way to become another user. */
export const becomeMethods: Readonly<Record<Become['method'], BecomeMethod>> = { sudo, su, doas };

/** What a way's program is called: as the method, or as the inventory says. */
export const programOf = ({ method, program }: Become): string => program ?? method;
