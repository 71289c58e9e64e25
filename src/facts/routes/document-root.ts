import { pathBelow } from '../../formats/nginx/conf-path.ts';
import type { Directive } from '../../formats/nginx/directive.ts';

/** Where nginx looks for files, and how its configuration came to say so. */
export interface DocumentRoot {
  readonly path: string;
  /** False where no `root` or `alias` counts, so that it is what nginx was built with. */
  readonly written: boolean;
}

/** `root` of the nearest level, or the `alias` of a prefix; null where it is made of what only a request knows. */
export function documentRoot(
  blocks: readonly Directive[],
  http: readonly Directive[],
  prefix: string,
): DocumentRoot | null {
  const levels = [...blocks.map(({ children }) => children ?? []).reverse(), http];
  const level = levels.findIndex((each) => each.some(isRoot));
  const [directive] = (levels[level] ?? []).filter(isRoot);
  const path = pathBelow(prefix.replace(/\/+$/, ''), directive?.args[0]?.value ?? 'html');
  if (path.includes('$')) return null;
  const written = directive !== undefined;
  if (directive?.name !== 'alias') return { path: path.replace(/\/+$/, ''), written };
  const location = blocks.toReversed()[level];
  return location?.args.length === 1 ? { path: path.replace(/\/+$/, ''), written } : null;
}

const isRoot = ({ name }: Directive): boolean => name === 'root' || name === 'alias';
