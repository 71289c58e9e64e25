import { onceForEach } from '../base/once-for-each.ts';
import type { Directive } from '../formats/nginx/directive.ts';
import { listensOf } from './listens.ts';
import { directivesNamed, httpOf, nginxTree } from './nginx-tree.ts';
import type { NginxProgram } from './programs.ts';
import type { Listen, Site } from './topology.ts';

/** A `server` block of nginx's `http` with what tells it from the others. */
export interface Server extends Pick<Site, 'id' | 'names' | 'listens'> {
  readonly directive: Directive;
}

/** Every `server` block of nginx's `http`, in the order of the configuration; files that can't be read give none. */
export const serversOf = onceForEach((nginx: NginxProgram): readonly Server[] => {
  const http = httpOf(nginxTree(nginx).directives);
  const taken = new Map<string, number>();
  return directivesNamed(http, 'server').map((directive) => {
    const written = directivesNamed(directive.children, 'server_name');
    const names = written.flatMap(({ args }) => args.map(({ value }) => value));
    const listens = listensOf(directive, http);
    return { id: freeId(siteName(names, listens), taken), names, listens, directive };
  });
});

function siteName([first = '_']: readonly string[], [listen]: readonly Listen[]): string {
  const name = first === '_' || first === '' ? 'default' : first;
  if (!listen) return name;
  return `${name}:${listen.port === 0 ? 'unix' : listen.port}`;
}

/** Sites may share name and port, on two addresses: the second is `name:port#2`. */
function freeId(wanted: string, taken: Map<string, number>): string {
  const before = taken.get(wanted) ?? 0;
  taken.set(wanted, before + 1);
  return before === 0 ? wanted : freeId(`${wanted}#${before + 1}`, taken);
}
