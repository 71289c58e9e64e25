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
export const directivesNamed = (directives: readonly Directive[] | null, name: string): readonly Directive[] =>
  (directives ?? []).filter((directive) => directive.name === name);

/** What the `http` block holds. */
export const httpOf = onceForEach((tree: readonly Directive[]): readonly Directive[] =>
  directivesNamed(tree, 'http').flatMap((http) => http.children ?? []),
);
