import { directivesNamed, httpOf, nginxTree } from './nginx-tree.ts';
import type { Directive } from '../formats/nginx/directive.ts';
import { serversOf } from './servers.ts';
import type { NginxProgram } from './programs.ts';

/** The sites of whose answers nginx may keep some: a cache is named in them, or for all of them. */
export function cachedSites(nginx: NginxProgram): ReadonlySet<string> {
  const http = httpOf(nginxTree(nginx).directives);
  if (!http.some(({ name }) => CACHES.some((cache) => name === `${cache}_path`))) return new Set();
  const forAll = namesCache(http);
  return new Set(serversOf(nginx).flatMap(({ id, directive }) => (forAll || isCached(directive) ? [id] : [])));
}

const CACHES = ['fastcgi_cache', 'proxy_cache', 'uwsgi_cache', 'scgi_cache'];

const namesCache = (directives: readonly Directive[]): boolean =>
  CACHES.some((cache) => directivesNamed(directives, cache).some(({ args }) => args[0]?.value !== 'off'));

const isCached = ({ children }: Directive): boolean => namesCache(children ?? []) || (children ?? []).some(isCached);
