import { pathBelow } from '../formats/nginx/conf-path.ts';
import type { Directive } from '../formats/nginx/directive.ts';
import { directivesNamed, nginxTree } from './nginx-tree.ts';
import type { NginxProgram } from './programs.ts';

/** The user of nginx's workers by the `user` directive; null where the one compiled in counts. */
export const nginxWorkerUser = (nginx: NginxProgram): string | null =>
  directivesNamed(nginxTree(nginx).directives, 'user')[0]?.args[0]?.value ?? null;

/** Where nginx keeps bodies, answers and caches that memory has no room for: as written, as built, and where packages have them. */
export const writtenFolders = (nginx: NginxProgram): readonly string[] => [
  ...keptFolders(nginx),
  '/var/lib/nginx',
  '/var/cache/nginx',
];

/** The folders that nginx makes, at each start, for bodies, answers and caches: as written, and as it is built with. */
export const keptFolders = (nginx: NginxProgram): readonly string[] => [
  ...tempPaths(nginxTree(nginx).directives).map((path) => pathBelow(nginx.prefix.replace(/\/+$/, ''), path)),
  ...(nginx.built?.tempFolders ?? []),
];

const tempPaths = (directives: readonly Directive[]): readonly string[] =>
  directives.flatMap(({ name, args, children }) =>
    /_(?:temp|cache)_path$/.test(name) ? args.slice(0, 1).map(({ value }) => value) : tempPaths(children ?? []),
  );
