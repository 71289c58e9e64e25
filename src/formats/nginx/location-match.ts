import type { Directive } from './directive.ts';

/** Which requests a `location` block takes. */
export interface LocationMatch {
  readonly kind: 'exact' | 'prefix' | 'regex' | 'named';
  readonly pattern: string;
  /** `^~`: no regular expression is tried where this is the longest prefix. */
  readonly final: boolean;
  /** `~*`: either case matches. */
  readonly caseless: boolean;
}

/** Reads what a `location` matches; the modifier may stand alone or be glued to the pattern. Source: ngx_http_core_location. */
export function locationMatch({ args }: Directive): LocationMatch | null {
  const [first, second] = args;
  if (!first || args.length > 2) return null;
  const [, modifier = '', glued = ''] = /^(=|\^~|~\*|~|@)?([^]*)$/.exec(first.value) ?? [];
  const pattern = second ? second.value : glued;
  if (second && (glued !== '' || modifier === '@')) return null;
  const taken = { pattern, final: modifier === '^~', caseless: modifier === '~*' };
  switch (modifier) {
    case '=':
      return { kind: 'exact', ...taken };
    case '~':
    case '~*':
      return { kind: 'regex', ...taken };
    case '@':
      return { kind: 'named', ...taken };
    default:
      return { kind: 'prefix', ...taken };
  }
}
