import type { Place, Span } from '../../base/place.ts';

/** An argument of a directive. */
export interface Arg extends Place {
  /** As nginx takes it: without quotes, escapes resolved, variables not. */
  readonly value: string;
  /** As it is written. */
  readonly raw: string;
  readonly span: Span;
}

/** A directive of an nginx configuration, with its block where it has one. */
export interface Directive extends Place {
  readonly name: string;
  readonly args: readonly Arg[];
  /** From the name to behind the `;` or the `}`. */
  readonly span: Span;
  /** What its block holds; null where it ends with `;`, empty for a block of Lua. */
  readonly children: readonly Directive[] | null;
}
