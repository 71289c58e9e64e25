import type { ReadableFacts } from '../../facts/known-facts.ts';
import { serversOf } from '../../facts/servers.ts';
import type { Directive } from '../../formats/nginx/directive.ts';
import { directivesWhere } from './directives-where.ts';

/** The line of nginx's files that says where a site's files are; none where it is said outside of the site. */
export function rootOf(site: string, { nginx }: Partial<Pick<ReadableFacts, 'nginx'>>): readonly Directive[] {
  if (nginx === undefined) return [];
  const server = serversOf(nginx).find(({ id }) => id === site)?.directive;
  return directivesWhere(server, ({ name }) => name === 'root' || name === 'alias').slice(0, 1);
}
