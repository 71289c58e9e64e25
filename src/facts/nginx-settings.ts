import type { Place } from '../base/place.ts';
import { pathBelow } from '../formats/nginx/conf-path.ts';
import type { Directive } from '../formats/nginx/directive.ts';
import { directivesNamed, nginxTree } from './nginx-tree.ts';
import type { NginxProgram } from './programs.ts';

/** An error log that the configuration names. */
export interface ErrorLog {
  readonly path: string;
  readonly place: Place;
}

/** The user of nginx's workers by the `user` directive; null where the one compiled in counts. */
export const nginxWorkerUser = (nginx: NginxProgram): string | null =>
  directivesNamed(nginxTree(nginx).directives, 'user')[0]?.args[0]?.value ?? null;

/** The files of all `error_log` directives, each once; empty where the one compiled in counts. */
export function errorLogs(nginx: NginxProgram): readonly ErrorLog[] {
  const logs = new Map<string, ErrorLog>();
  for (const directive of errorLogDirectives(nginxTree(nginx).directives)) {
    const [arg] = directive.args;
    if (!arg || !isFile(arg.value)) continue;
    const path = pathBelow(nginx.prefix.replace(/\/+$/, ''), arg.value);
    const { file, line, column } = directive;
    if (!logs.has(path)) logs.set(path, { path, place: { file, line, column } });
  }
  return [...logs.values()];
}

const errorLogDirectives = (directives: readonly Directive[]): readonly Directive[] =>
  directives.flatMap((directive) =>
    directive.name === 'error_log' ? [directive] : errorLogDirectives(directive.children ?? []),
  );

/** Whether it can be read as a log; `off`, though it would be a file of that name, is meant as none. */
const isFile = (value: string): boolean =>
  value !== '' &&
  value !== 'stderr' &&
  value !== 'off' &&
  !/^(syslog|memory):/.test(value) &&
  !value.startsWith('/dev/');
