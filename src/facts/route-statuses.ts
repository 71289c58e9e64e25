import type { SiteStatus } from './network.ts';
import type { Route } from './routes/route.ts';

/** What a route answered on the host itself; `site` and `route` name it. */
export type RouteStatus = SiteStatus & { readonly route: string };

/** The answer of each route that was meant to be asked, or why it wasn't. */
export function routeStatusesOf(routes: readonly Route[], answers: readonly SiteStatus[]): readonly RouteStatus[] {
  const byRoute = new Map(answers.flatMap((answer) => (answer.route === undefined ? [] : [[answer.route, answer]])));
  return routes.flatMap(({ id, site, whyNoProbe, probe }): readonly RouteStatus[] => {
    const answer = byRoute.get(id);
    if (answer !== undefined) return [{ ...answer, route: id }];
    if (probe !== null) return [];
    return [{ site, route: id, url: '', status: null, error: whyNoProbe, elapsedMs: null }];
  });
}
