import type { Route } from './routes/route.ts';
import type { Site } from './topology.ts';

/** One request to a host's nginx, and the route that it takes, where that is known. */
export interface Ask {
  readonly site: Site;
  readonly route: string | null;
  readonly path: string;
  /** It has a query that nobody else's has, so that no cache has an answer to it. */
  readonly pastCache?: true;
}

/**
 * What is asked of nginx: each site once for its likeliest path, and then once each route that hands on, or that has the
 * site's first page, unless a request is under way on it already. A site of which nginx may keep answers is asked once more,
 * past its cache.
 */
export function asksOf(sites: readonly Site[], routes: readonly Route[], cached: ReadonlySet<string>): readonly Ask[] {
  const bySite = new Map<string, Route[]>();
  for (const route of routes) bySite.set(route.site, [...(bySite.get(route.site) ?? []), route]);
  const first = sites.map((site): Ask => {
    const taken = bySite.get(site.id)?.find(({ probe }) => probe?.path === site.probePath);
    return { site, route: taken?.id ?? null, path: site.probePath };
  });
  const more = sites.flatMap((site) => {
    const asked = new Set([site.probePath]);
    return (bySite.get(site.id) ?? []).flatMap((route): readonly Ask[] => {
      const path = route.probe?.path;
      if (path === undefined || asked.has(path) || !(handsOn(route) || path === '/')) return [];
      asked.add(path);
      return [{ site, route: route.id, path }];
    });
  });
  const past = first.filter(({ site }) => cached.has(site.id)).map((ask) => ({ ...ask, pastCache: true }) as const);
  return [...first, ...more, ...past];
}

/** Whether a route leads to another program. */
const handsOn = ({ kind }: Pick<Route, 'kind'>): boolean => kind !== 'files' && kind !== 'answer' && kind !== 'unknown';
