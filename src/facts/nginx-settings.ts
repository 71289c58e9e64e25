import { directivesNamed, nginxTree } from './nginx-tree.ts';
import type { NginxProgram } from './programs.ts';

/** The user of nginx's workers by the `user` directive; null where the one compiled in counts. */
export const nginxWorkerUser = (nginx: NginxProgram): string | null =>
  directivesNamed(nginxTree(nginx).directives, 'user')[0]?.args[0]?.value ?? null;
