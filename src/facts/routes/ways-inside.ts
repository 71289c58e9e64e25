import type { Directive } from '../../formats/nginx/directive.ts';
import { passKindOf } from '../pass-forms.ts';
import type { RouteKind } from './route.ts';

/** One thing that may become of a request inside a block. */
export interface WayInside {
  readonly kind: RouteKind;
  readonly at: Directive;
  /** The blocks inside the location that must let a request in: `if`, `limit_except`. */
  readonly conditions: readonly Directive[];
  /** An answer before it takes every request. */
  readonly never: boolean;
  readonly why: string;
}

/** What may become of a request that a location, or a server for lack of one, has taken. */
export function waysInside(block: Directive): readonly WayInside[] {
  const children = block.children ?? [];
  const answer = children.find(({ name }) => name === 'return');
  const never = answer !== undefined;
  const passes = children.flatMap((child): readonly WayInside[] => {
    const kind = passKindOf(child.name);
    return kind === undefined ? [] : [{ kind, at: child, conditions: [], never, why: '' }];
  });
  const conditional = children.flatMap((child) =>
    child.name === 'if' || child.name === 'limit_except'
      ? waysInside(child).flatMap((way) =>
          way.kind === 'files' ? [] : [{ ...way, conditions: [child, ...way.conditions], never: way.never || never }],
        )
      : [],
  );
  const plain = { conditions: [], never: false, why: '' };
  if (answer !== undefined) return [{ ...plain, kind: 'answer', at: answer }, ...passes, ...conditional];
  if (passes.length > 0) return [...passes, ...conditional];
  return [ownContent(block), ...conditional];
}

function ownContent(block: Directive): WayInside {
  const plain = { at: block, conditions: [], never: false, why: '' };
  for (const child of block.children ?? []) {
    if (ANSWERS.has(child.name)) return { ...plain, kind: 'answer', at: child };
    if (PROGRAMS.test(child.name) && child.args[0]?.value !== 'off') {
      return {
        ...plain,
        kind: 'unknown',
        at: child,
        why: `${child.name} answers, and what it does is not in nginx's files`,
      };
    }
  }
  return { ...plain, kind: 'files' };
}

const ANSWERS: ReadonlySet<string> = new Set(['empty_gif', 'stub_status', 'status', 'api']);

/** Programs inside nginx that answer. Source: the modules ngx_lua, njs, perl, Passenger, Unit's kin. */
const PROGRAMS =
  /^(?:content_by_lua(?:_block|_file)?|js_content|perl|passenger_enabled|redis2_pass|drizzle_pass|postgres_pass)$/;
