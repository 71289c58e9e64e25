import type { Directive } from '../../formats/nginx/directive.ts';

/** The directives of a kind in a block and in the blocks inside it, in their order. */
export const directivesWhere = (
  block: Directive | undefined,
  wanted: (directive: Directive) => boolean,
): readonly Directive[] =>
  (block?.children ?? []).flatMap((child) => [...(wanted(child) ? [child] : []), ...directivesWhere(child, wanted)]);
