import type { Expectation } from '../inventory/expectation.ts';
import type { SiteStatus } from './network.ts';

/** What came of a request that the inventory wants asked. Source: curl(1), as for sites. */
export interface Expected extends Pick<SiteStatus, 'url' | 'status' | 'error' | 'answer'> {
  readonly expectation: Expectation;
  /** The site that takes it by nginx's files; null where none is named so there. */
  readonly site: string | null;
  /** Whether the body contains what it should; null where nothing is asked for, or there is no body. */
  readonly contains: boolean | null;
}
