import type { PatternNode } from './node.ts';

/** No more examples than these are made of one pattern, and none longer. */
const limits = { examples: 8, length: 200 };

/**
 * Short texts that a pattern is likely to match, the plainest first: an optional piece is left out, and taken in another.
 * What looks ahead forbids isn't minded, so an example must be tried.
 */
export const examplesOf = (node: PatternNode): readonly string[] =>
  [...new Set(textsOf(node))].filter(({ length }) => length <= limits.length).slice(0, limits.examples);

function textsOf(node: PatternNode): readonly string[] {
  switch (node.kind) {
    case 'char':
      return node.example === '' ? [] : [node.example];
    case 'start':
    case 'end':
    case 'ahead':
      return [''];
    case 'choice':
      return node.ways.flatMap(textsOf).slice(0, limits.examples);
    case 'sequence':
      return node.parts.reduce<readonly string[]>((heads, part) => joined(heads, textsOf(part)), ['']);
    case 'repeat': {
      const { part, least, most } = node;
      const once = textsOf(part);
      const few = once.map((text) => text.repeat(Math.min(least, limits.length)));
      return least === 0 ? (most === 0 ? [''] : ['', ...once]) : few;
    }
  }
}

const joined = (heads: readonly string[], tails: readonly string[]): readonly string[] =>
  heads
    .flatMap((head) => tails.map((tail) => head + tail))
    .filter(({ length }) => length <= limits.length)
    .slice(0, limits.examples);
