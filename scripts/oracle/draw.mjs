import { seeded } from '../chaos/seeded.mjs';
import { faults } from './faults.mjs';

const programs = ['proxy', 'upstream', 'map', 'uwsgi', 'scgi', 'error-page', 'fallback'];
const kinds = [
  ...programs,
  'php',
  'php-index',
  'php',
  'php-index',
  'static',
  'alias',
  'answer',
  'refuse',
  'redirect',
  'login',
];

/**
 * A host by its seed: sites, their routes, and what is broken. A route is `path` in `site`, asked at `url`, led by `kind` to
 * `address`, which `owner` serves; a healthy one answers `expected` with `token` in its page.
 */
export function hostOf(seed, only) {
  const { upTo, pick } = seeded(seed);
  let number = 0;
  const siteOf = (index) => {
    const name = `s${index + 1}.test`;
    const atRoot = upTo(2) === 0;
    const routes = Array.from({ length: 1 + upTo(4) }, (_, place) =>
      routeOf(name, (number += 1), place === 0 && atRoot),
    );
    return { name, routes };
  };
  const routeOf = (site, id, isRoot) => {
    const kind = pick(isRoot ? ['proxy', 'upstream', 'php-index', 'static'] : kinds);
    const path = isRoot ? '/' : `/r${id}/`;
    const route = { id, site, kind, path, ...addressOf(kind, id), visits: upTo(2) * 3, behaviour: 'ok', fault: null };
    return { ...route, asks: route.address, token: `token-${id}-${upTo(100_000)}`, ...expectedOf(kind, path) };
  };
  const addressOf = (kind, id) => {
    if (kind.startsWith('php')) {
      return {
        owner: pick(['pool', 'pool', 'shop']),
        address: pick([`/run/oracle/${id}/php.sock`, `127.0.0.1:${9100 + id}`]),
      };
    }
    if (!programs.includes(kind)) return {};
    return {
      owner: pick(['unit', 'unit', 'socket', 'hand']),
      address: pick([`/run/oracle/${id}/app.sock`, `127.0.0.1:${8100 + id}`]),
    };
  };
  const sites = Array.from({ length: 1 + upTo(3) }, (_, index) => siteOf(index));
  const all = sites.flatMap(({ routes }) => routes);
  const broken = new Map();
  for (let count = pick([0, 1, 1, 1, 2]); count > 0; count -= 1) {
    const route = pick(all);
    const fitting = Object.keys(faults).filter((name) => faults[name].fits(route) && (only ?? name) === name);
    if (fitting.length === 0 || broken.has(route.id)) continue;
    const name = pick(fitting);
    const { make, visited } = faults[name];
    broken.set(route.id, { ...make(route), fault: name, visits: visited ? 3 : route.visits });
  }
  return {
    seed,
    sites: sites.map(({ name, routes }) => ({ name, routes: routes.map((route) => broken.get(route.id) ?? route) })),
  };
}

function expectedOf(kind, path) {
  return {
    url: kind === 'php' ? `${path}page.php` : path,
    expected: { refuse: 403, redirect: 301, login: 401 }[kind] ?? 200,
  };
}
