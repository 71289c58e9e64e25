import { onceForEach } from '../../base/once-for-each.ts';
import type { Place } from '../../base/place.ts';
import type { Directive } from '../../formats/nginx/directive.ts';
import { targetsOf } from '../fastcgi-targets.ts';
import { httpOf, nginxTree } from '../nginx-tree.ts';
import { PASS_FORMS } from '../pass-forms.ts';
import type { NginxProgram } from '../programs.ts';
import { type Server, serversOf } from '../servers.ts';
import { documentRoot } from './document-root.ts';
import { allLocations, isInternal, type Location, locationsIn } from './locations.ts';
import { onwardOf } from './onward.ts';
import { probeOf } from './probe-of.ts';
import type { PassKind, Reach, Route, RouteKind } from './route.ts';
import { scriptFolderOf } from './script-folder.ts';
import { waysInside, type WayInside } from './ways-inside.ts';

/** Every way that a request can take through nginx, site by site, in the order of the configuration. */
export const routesOf = onceForEach((nginx: NginxProgram): readonly Route[] => {
  const { directives, includers } = nginxTree(nginx);
  const http = httpOf(directives);
  const includedAt = includedAtBy(nginx.configPath, includers);
  return serversOf(nginx).flatMap((server) => routesOfServer(server, { http, prefix: nginx.prefix, includedAt }));
});

interface Around {
  readonly http: readonly Directive[];
  readonly prefix: string;
  readonly includedAt: (at: Directive, server: Directive) => Place | null;
}

/** A route, and the location that it is in; null for what no location takes. */
interface Draft {
  readonly id: string;
  readonly way: WayInside;
  readonly location: Location | null;
  readonly blocks: readonly Directive[];
}

function routesOfServer(server: Server, around: Around): readonly Route[] {
  const { id: site, directive } = server;
  const { http, prefix, includedAt } = around;
  const locations = locationsIn(directive);
  const every = allLocations(locations);
  const takesAll = locations.some(({ match }) => match.kind === 'prefix' && match.pattern === '/');
  const answersAll = (directive.children ?? []).some(({ name }) => name === 'return');
  const drafts = [
    ...(takesAll && !answersAll ? [] : [{ location: null, blocks: [directive] }]),
    ...every.map((location) => ({ location, blocks: location.blocks })),
  ].flatMap(({ location, blocks }) =>
    waysInside(location?.directive ?? directive).map((way) => ({
      way,
      location,
      blocks: [...blocks, ...way.conditions],
    })),
  );
  const named = withIds(drafts, site);
  const main = new Map(named.toReversed().map((draft) => [draft.location, draft.id]));
  const onward = onwardOf(directive, locations, every, http);
  const subrequests = new Set([...onward.values()].flatMap(({ asks }) => asks));
  return named.map((draft): Route => {
    const { id, way, location, blocks } = draft;
    const next = way.conditions.length > 0 ? undefined : onward.get(location);
    const reach = reachOf(draft, answersAll, subrequests);
    return {
      id,
      site,
      kind: way.kind,
      matcher: location === null ? '' : shownArgs(location.directive),
      at: placeOf(way.at),
      includedAt: includedAt(way.at, directive),
      targets: isPass(way.kind) ? targetsOf({ directive: way.at, blocks }, site, http, PASS_FORMS[way.kind]) : [],
      scripts: way.kind === 'fastcgi' ? scriptFolderOf(blocks, http, prefix) : { state: 'not-given' },
      root: writtenRoot(blocks, around),
      ...probeOf({ location, reach, conditions: way.conditions }, { server: directive, answersAll, locations, onward }),
      reach,
      leadsTo: [...(next?.goesOn ?? []).map(({ to }) => to), ...(next?.asks ?? [])].flatMap((to) => main.get(to) ?? []),
      why: way.why,
    };
  });
}

function writtenRoot(blocks: readonly Directive[], { http, prefix }: Around): string | null {
  const root = documentRoot(blocks, http, prefix);
  return root?.written === true ? root.path : null;
}

const isPass = (kind: RouteKind): kind is PassKind => kind !== 'files' && kind !== 'answer' && kind !== 'unknown';

function reachOf({ way, location }: Draft, answersAll: boolean, subrequests: ReadonlySet<Location | null>): Reach {
  if (way.never || (answersAll && location !== null)) return 'never';
  if (way.conditions.length > 0) return 'condition';
  if (location === null || !isInternal(location)) return 'visitors';
  return subrequests.has(location) ? 'subrequest' : 'inside';
}

function withIds(drafts: readonly Omit<Draft, 'id'>[], site: string): readonly Draft[] {
  const taken = new Map<string, number>();
  return drafts.map((draft) => {
    const { location, way } = draft;
    const chain = location === null ? [] : [...location.around, location].map(({ directive }) => shownArgs(directive));
    const conditions = way.conditions.map((each) => `${each.name} ${shownArgs(each)}`);
    const wanted = [site, ...chain, ...conditions].join(' ');
    const before = taken.get(wanted) ?? 0;
    taken.set(wanted, before + 1);
    return { ...draft, id: before === 0 ? wanted : `${wanted} #${before + 1}` };
  });
}

const shownArgs = ({ args }: Directive): string => args.map(({ value }) => value).join(' ');

const placeOf = ({ file, line, column }: Place): Place => ({ file, line, column });

/** Finds the `include` that brings a directive's file into a server: the server's own, where it has one. */
function includedAtBy(
  mainFile: string,
  includers: ReadonlyMap<string, readonly Directive[]>,
): (at: Directive, server: Directive) => Place | null {
  return (at, server) => {
    if (at.file === mainFile) return null;
    const found = includers.get(at.file) ?? [];
    const own = found.find(({ file, line }) => file === server.file && line >= server.line);
    const include = at.file === server.file ? found[0] : (own ?? found[0]);
    return include === undefined ? null : placeOf(include);
  };
}
