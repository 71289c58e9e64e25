import type { ReadableFacts } from './known-facts.ts';
import { type SiteStatus, wasAsked } from './network.ts';
import type { Site } from './topology.ts';

/** An answer to one of our requests, and the path that was asked for. */
export interface Answered {
  readonly answer: SiteStatus;
  readonly path: string;
}

/** What a site answered to each request that was sent to it: the one for the site first, then those for its routes. */
export function answersOf(
  { id, probePath }: Site,
  {
    siteStatuses,
    routeStatuses = [],
  }: Pick<ReadableFacts, 'siteStatuses'> & Partial<Pick<ReadableFacts, 'routeStatuses'>>,
): readonly Answered[] {
  const byUrl = new Map<string, Answered>();
  for (const answer of [...siteStatuses, ...routeStatuses]) {
    if (answer.site !== id || !wasAsked(answer) || byUrl.has(answer.url)) continue;
    byUrl.set(answer.url, { answer, path: /^[a-z]+:\/\/[^/]*(\/[^?#]*)/.exec(answer.url)?.[1] ?? probePath });
  }
  return [...byUrl.values()];
}
