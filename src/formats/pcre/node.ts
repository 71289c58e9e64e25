/** A piece of a regular expression that says only what it matches, not what it captures. */
export type PatternNode =
  | { readonly kind: 'char'; readonly has: (char: string) => boolean; readonly example: string }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly ways: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number | null }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'ahead'; readonly part: PatternNode; readonly wanted: boolean };
