import type { Place } from '../../base/place.ts';
import type { FastcgiTarget } from '../topology.ts';

/** How nginx hands a request on to another program. */
export type PassKind = 'fastcgi' | 'proxy' | 'uwsgi' | 'scgi' | 'grpc' | 'memcached';

/** What becomes of a request: handed on, answered from files, by nginx itself, or nobody can tell from the files. */
export type RouteKind = PassKind | 'files' | 'answer' | 'unknown';

/** One way that a request can take through nginx, told from nginx's files alone. */
export interface Route {
  /** `example.com:443 ~ \.php$`: the site and its locations from the outermost in; unique on the host. */
  readonly id: string;
  /** The site's id. */
  readonly site: string;
  readonly kind: RouteKind;
  /** What the location matches, as it is written; empty for what no location takes. */
  readonly matcher: string;
  /** The directive that hands on or answers; for files the location. */
  readonly at: Place;
  /** The `include` that brings the file of `at` in; null where nginx's main file has it. */
  readonly includedAt: Place | null;
  /** Where it leads, servers that are `backup` or `down` too; empty for what isn't handed on. */
  readonly targets: readonly FastcgiTarget[];
  /** The folder in which PHP looks for its scripts, by `SCRIPT_FILENAME`. */
  readonly scripts: ScriptFolder;
  /** The folder that `root` or `alias` gives its files; null where none is written, or only a request knows it. */
  readonly root: string | null;
  /** A path that takes this route and no other. A route to files may go on to those of `leadsTo` from there. */
  readonly probe: { readonly path: string } | null;
  /** Why there is no such path; empty where there is one. */
  readonly whyNoProbe: string;
  /** How requests come here. */
  readonly reach: Reach;
  /** Ids of the routes of the same site that a request may go on to: by `try_files`, `error_page`, or as a subrequest. */
  readonly leadsTo: readonly string[];
  /** Why it isn't known what becomes of a request; empty but for `unknown`. */
  readonly why: string;
}

/**
 * `visitors` ask by a path; `inside` another route has to lead here; `subrequest` asks for permission or a copy; `condition`
 * only an `if` or `limit_except` leads here; `never` something before it answers every request.
 */
export type Reach = 'visitors' | 'inside' | 'subrequest' | 'condition' | 'never';

/** The folder that `SCRIPT_FILENAME` starts with; unknown where it is made of what only a request knows. */
export type ScriptFolder =
  | { readonly state: 'named'; readonly path: string }
  | { readonly state: 'not-given' }
  | { readonly state: 'unknown' };
