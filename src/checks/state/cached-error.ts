import type { ReadableFacts } from '../../facts/known-facts.ts';
import { type SiteStatus, wasAsked } from '../../facts/network.ts';
import type { Site } from '../../facts/topology.ts';
import { isJudged } from '../evidence/site-status.ts';
import { type Answered, answersOf } from '../../facts/site-answers.ts';

/** An error that came from a cache, and what the program behind said when it was asked past it, where it was well. */
export interface CachedError extends Answered {
  readonly past: SiteStatus | null;
}

/** A site's first answer of an error that a header, or a better answer past nginx's cache, shows to have been kept. */
export function cachedErrorOf(
  site: Site,
  facts: Pick<ReadableFacts, 'siteStatuses'> & Partial<Pick<ReadableFacts, 'routeStatuses' | 'pastCaches'>>,
): CachedError | undefined {
  const past = facts.pastCaches?.find((each) => each.site === site.id && wasAsked(each)) ?? null;
  const isWell = past !== null && past.status !== null && past.status < 400;
  const found = answersOf(site, facts).find(
    ({ answer, path }) =>
      isJudged(answer) &&
      (answer.status ?? 0) >= 500 &&
      (saysCached(answer.answer?.cache ?? null) || (isWell && path === site.probePath)),
  );
  return found && { ...found, past: isWell ? past : null };
}

/** nginx's own words for an answer that it had, and what most other caches say. */
const saysCached = (cache: string | null): boolean =>
  cache !== null && /\b(?:HIT|STALE|UPDATING|REVALIDATED)\b/i.test(cache);
