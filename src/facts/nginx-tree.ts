import { onceForEach } from '../base/once-for-each.ts';
import { folderOf } from '../formats/folder-of.ts';
import type { Directive } from '../formats/nginx/directive.ts';
import { type Expanded, resolveIncludes } from '../formats/nginx/resolve-includes.ts';
import type { NginxProgram } from './programs.ts';

/** nginx's configuration as one tree, includes expanded. Relative includes start at the main file's folder, as nginx has it. */
export const nginxTree: (nginx: NginxProgram) => Expanded = onceForEach(({ configPath, files }) =>
  resolveIncludes(configPath, files, folderOf(configPath)),
);

/** The directives of a block by their name, in order. */
export function directivesNamed(directives: readonly Directive[] | null, name: string): readonly Directive[] {
  if (directives === null) return [];
  if (directives.length < WORTH_AN_INDEX) return directives.filter((directive) => directive.name === name);
  return byName(directives).get(name) ?? [];
}

/** Hundreds of sites are gone through again for each setting of each of them. */
const WORTH_AN_INDEX = 50;

const byName = onceForEach((directives: readonly Directive[]): ReadonlyMap<string, readonly Directive[]> => {
  const named = new Map<string, Directive[]>();
  for (const directive of directives) {
    const known = named.get(directive.name);
    if (known === undefined) named.set(directive.name, [directive]);
    else known.push(directive);
  }
  return named;
});

/** What the `http` block holds. */
export const httpOf = onceForEach((tree: readonly Directive[]): readonly Directive[] =>
  directivesNamed(tree, 'http').flatMap((http) => http.children ?? []),
);

/** Everything that nginx's files give their directives, word by word. */
export const directiveArguments = onceForEach((nginx: NginxProgram): readonly string[] =>
  argumentsIn(nginxTree(nginx).directives),
);

const argumentsIn = (directives: readonly Directive[]): readonly string[] =>
  directives.flatMap(({ args, children }) => [...args.map(({ value }) => value), ...argumentsIn(children ?? [])]);
