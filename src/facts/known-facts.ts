import type { FactValues } from './host-facts.ts';
import type { SiteStatus } from './network.ts';
import type { OwnedAddress } from './owners/owner.ts';
import type { RouteStatus } from './route-statuses.ts';
import type { Route } from './routes/route.ts';
import type { Link, Pool, Site } from './topology.ts';

/** Every fact that a check or a step can read: the collected ones, and those derived from them. */
export interface ReadableFacts extends FactValues {
  readonly sites: readonly Site[];
  readonly routes: readonly Route[];
  /** What was asked beside the one request for each site, and that one where it is known which route it takes. */
  readonly routeStatuses: readonly RouteStatus[];
  /** What sites of which nginx keeps answers say where it can have kept none. */
  readonly pastCaches: readonly SiteStatus[];
  readonly pools: readonly Pool[];
  readonly links: readonly Link[];
  readonly owners: readonly OwnedAddress[];
}

/** The name of a readable fact. */
export type FactName = keyof ReadableFacts;
