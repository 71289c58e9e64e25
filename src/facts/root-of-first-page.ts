import type { ReadableFacts } from './known-facts.ts';
import type { Route } from './routes/route.ts';
import { type Answered, answersOf } from './site-answers.ts';
import type { Site } from './topology.ts';

/** A site's first page that nginx has nothing for, and where nginx looked for it. */
export interface NoFirstPage {
  readonly answer: Answered['answer'] & { readonly status: number };
  readonly route: Route;
  /** The folder that nginx's files name. */
  readonly root: string;
}

/** The folder from which nginx serves `/` of a site, where it answered to us that nothing is there or may be seen; else null. */
export function rootOfFirstPage(
  site: Site,
  routes: readonly Route[],
  answers: Pick<ReadableFacts, 'siteStatuses' | 'routeStatuses'>,
): NoFirstPage | null {
  const first = answersOf(site, answers).find(({ path }) => path === '/')?.answer;
  const { status } = first ?? { status: null };
  if (first === undefined || first.unlikeVisitors !== undefined || (status !== 404 && status !== 403)) return null;
  const route = routes.find(({ site: of, kind, probe }) => of === site.id && kind === 'files' && probe?.path === '/');
  return route === undefined || route.root === null ? null : { answer: { ...first, status }, route, root: route.root };
}
