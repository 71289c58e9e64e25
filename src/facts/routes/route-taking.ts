import type { NginxProgram } from '../programs.ts';
import { serversOf } from '../servers.ts';
import { chooseLocation } from './choose-location.ts';
import { locationsIn } from './locations.ts';
import { routesOf } from './routes.ts';

/** The id of the route that a site takes a path by, before anything inside leads it on; null where nobody can tell. */
export function routeTaking(nginx: NginxProgram, site: string, path: string): string | null {
  const server = serversOf(nginx).find(({ id }) => id === site);
  if (server === undefined) return null;
  const chosen = chooseLocation(path, locationsIn(server.directive));
  if (chosen === 'unknown') return null;
  const chain = chosen === 'none' ? [] : [...chosen.around, chosen];
  const id = [site, ...chain.map(({ directive }) => directive.args.map(({ value }) => value).join(' '))].join(' ');
  return routesOf(nginx).some((route) => route.id === id) ? id : null;
}
