import type { Directive } from '../formats/nginx/directive.ts';
import { directivesNamed, httpOf, nginxTree } from './nginx-tree.ts';
import type { NginxProgram } from './programs.ts';
import { documentRoot } from './routes/document-root.ts';
import { serversOf } from './servers.ts';

/** A rule by which nginx itself answers with 503. */
export interface MaintenanceRule {
  readonly rule: Directive;
  /** The `if` that it stands in. */
  readonly condition: Directive | null;
  /** The file that has to be there for it; null where it needs none, or only a request knows which. */
  readonly flag: string | null;
  /** The `server` and the locations around it, from the outermost in. */
  readonly blocks: readonly Directive[];
}

/** The rules of a site by which nginx itself answers with 503, in their order. */
export function maintenanceRulesOf(nginx: NginxProgram, site: string): readonly MaintenanceRule[] {
  const server = serversOf(nginx).find(({ id }) => id === site)?.directive;
  if (server === undefined) return [];
  const http = httpOf(nginxTree(nginx).directives);
  const flagOf = (condition: Directive, blocks: readonly Directive[]): string | null => {
    const words = condition.args.map(({ value }) => value).join(' ');
    const [, written] = /^\( ?-[fe] ([^() ]+) ?\)$/.exec(words) ?? [];
    if (written !== undefined) return pathOf(written, blocks);
    // A file that is there sets a variable, and that says 503.
    const [, variable] = /^\( ?\$(\w+)/.exec(words) ?? [];
    const setters = directivesNamed(server.children, 'if').filter(
      ({ children, args }) =>
        directivesNamed(children, 'set').some((set) => set.args[0]?.value === `$${variable}`) &&
        /^\( ?-[fe] /.test(args.map(({ value }) => value).join(' ')),
    );
    const [setter, ...others] = setters;
    return variable === undefined || setter === undefined || others.length > 0 ? null : flagOf(setter, [server]);
  };
  const pathOf = (written: string, blocks: readonly Directive[]): string | null => {
    const root = documentRoot(blocks, http, nginx.prefix)?.path;
    const path = root === undefined ? written : written.replace(/^\$(?:document_root\b|\{document_root\})/, root);
    return /^\/[^$\p{C}]*$/u.test(path) ? path : null;
  };
  const rulesIn = (block: Directive, around: readonly Directive[]): readonly MaintenanceRule[] => {
    const blocks = [...around, block];
    return (block.children ?? []).flatMap((child): readonly MaintenanceRule[] => {
      if (is503(child)) return [{ rule: child, condition: null, flag: null, blocks }];
      if (child.name === 'location') return rulesIn(child, blocks);
      const rule = child.name === 'if' ? child.children?.find(is503) : undefined;
      return rule === undefined ? [] : [{ rule, condition: child, flag: flagOf(child, blocks), blocks }];
    });
  };
  return rulesIn(server, []);
}

/** The files whose being there has nginx answer with 503. */
export const maintenanceFlags = (nginx: NginxProgram): readonly string[] => [
  ...new Set(serversOf(nginx).flatMap(({ id }) => maintenanceRulesOf(nginx, id).flatMap(({ flag }) => flag ?? []))),
];

const is503 = ({ name, args }: Directive): boolean => name === 'return' && args[0]?.value === '503';
