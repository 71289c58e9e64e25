import type { Directive } from './directive.ts';

/** Which requests a `location` block takes. */
export interface LocationMatch {
  readonly kind: 'exact' | 'prefix' | 'regex' | 'named';
  readonly pattern: string;
}

/** Reads what a `location` matches; the modifier may stand alone or be glued to the pattern. Source: ngx_http_core_location. */
export function locationMatch({ args }: Directive): LocationMatch | null {
  const [first, second] = args;
  if (!first || args.length > 2) return null;
  const [, modifier = '', glued = ''] = /^(=|\^~|~\*|~|@)?([^]*)$/.exec(first.value) ?? [];
  const pattern = second ? second.value : glued;
  if (second && (glued !== '' || modifier === '@')) return null;
  switch (modifier) {
    case '=':
      return { kind: 'exact', pattern };
    case '~':
    case '~*':
      return { kind: 'regex', pattern };
    case '@':
      return { kind: 'named', pattern };
    default:
      return { kind: 'prefix', pattern };
  }
}
