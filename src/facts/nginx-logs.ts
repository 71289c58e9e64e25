import { pathBelow } from '../formats/nginx/conf-path.ts';
import type { Directive } from '../formats/nginx/directive.ts';
import type { Place } from '../base/place.ts';
import { directivesNamed, httpOf, nginxTree } from './nginx-tree.ts';
import type { NginxProgram } from './programs.ts';

/** Where an `error_log` leads: a file, the unit's journal (stderr, or syslog on this host), or where nobody here can read it. */
type LogTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'journal' }
  | { readonly kind: 'elsewhere'; readonly written: string };

/** An `error_log` directive: from which level on it is written, and whereto. */
export interface ErrorLog {
  readonly target: LogTarget;
  readonly level: string;
  readonly place: Place;
}

/** All `error_log` directives of any level, in order; empty where the log that nginx is built with counts. */
export const errorLogs = (nginx: NginxProgram): readonly ErrorLog[] =>
  errorLogsIn(nginxTree(nginx).directives, nginx.prefix);

/** Each file that an `error_log` names, once. */
export const errorLogFiles = (nginx: NginxProgram): readonly string[] => [
  ...new Set(errorLogs(nginx).flatMap(({ target }) => (target.kind === 'file' ? [target.path] : []))),
];

/**
 * The error logs that count for each `server` block, by what nginx merges: its own, else those of `http`, else those of the
 * main level; empty where the one that nginx is built with counts.
 */
export function serverErrorLogs({ directives, prefix }: NginxLevels): (server: Directive) => readonly ErrorLog[] {
  const http = levelLogs(httpOf(directives), prefix);
  const above = http.length > 0 ? http : levelLogs(directives, prefix);
  return (server) => {
    const own = errorLogsIn(server.children ?? [], prefix);
    return own.length > 0 ? own : above;
  };
}

/** What `serverErrorLogs` looks through. */
export interface NginxLevels {
  readonly directives: readonly Directive[];
  readonly prefix: string;
}

const levelLogs = (directives: readonly Directive[], prefix: string): readonly ErrorLog[] =>
  directivesNamed(directives, 'error_log').flatMap((directive) => errorLogOf(directive, prefix));

const errorLogsIn = (directives: readonly Directive[], prefix: string): readonly ErrorLog[] =>
  directives.flatMap((directive) =>
    directive.name === 'error_log' ? errorLogOf(directive, prefix) : errorLogsIn(directive.children ?? [], prefix),
  );

function errorLogOf({ args, file, line, column }: Directive, prefix: string): readonly ErrorLog[] {
  const [written, level] = args;
  if (written === undefined || written.value === '') return [];
  const target = targetOf(written.value, prefix.replace(/\/+$/, ''));
  return [{ target, level: level?.value ?? 'error', place: { file, line, column } }];
}

/** `off`, though it would be a file of that name, is meant as none. */
function targetOf(written: string, prefix: string): LogTarget {
  if (/^(?:stderr|\/dev\/std(?:err|out)|\/proc\/self\/fd\/[12])$/.test(written)) return { kind: 'journal' };
  if (
    /^syslog:(?:.*,)?server=(?:unix:\/dev\/log|unix:\/run\/systemd\/journal\/dev-log|localhost|127\.|\[::1\])/.test(
      written,
    )
  ) {
    return { kind: 'journal' };
  }
  if (written === 'off' || /^(?:syslog|memory):|^\/dev\//.test(written)) return { kind: 'elsewhere', written };
  return { kind: 'file', path: pathBelow(prefix, written) };
}
