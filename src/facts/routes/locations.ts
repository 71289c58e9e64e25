import type { Directive } from '../../formats/nginx/directive.ts';
import { type LocationMatch, locationMatch } from '../../formats/nginx/location-match.ts';
import type { Matcher } from '../../formats/pcre/matcher.ts';
import { directivesNamed } from '../nginx-tree.ts';
import { patternMatcher } from './pattern-matcher.ts';

/** A `location` block with those inside it. */
export interface Location {
  readonly directive: Directive;
  readonly match: LocationMatch;
  /** Tells whether its regular expression takes a path; null for one that isn't read, and where it has none. */
  readonly takes: Matcher | null;
  /** The blocks around its content, from `server` in, with its own. */
  readonly blocks: readonly Directive[];
  /** The locations around it, from the outermost in. */
  readonly around: readonly Location[];
  readonly inside: readonly Location[];
}

/** The locations that stand directly in a block, in their order; those that nginx would refuse are left out. */
export function locationsIn(
  block: Directive,
  blocksAround: readonly Directive[] = [],
  around: readonly Location[] = [],
): readonly Location[] {
  const blocks = [...blocksAround, block];
  return directivesNamed(block.children, 'location').flatMap((directive): readonly Location[] => {
    const match = locationMatch(directive);
    if (match === null) return [];
    const inside: Location[] = [];
    const takes = match.kind === 'regex' ? patternMatcher(match.pattern, match.caseless) : null;
    const location = { directive, match, takes, blocks: [...blocks, directive], around, inside };
    inside.push(...locationsIn(directive, blocks, [...around, location]));
    return [location];
  });
}

/** Every location, each before those inside it. */
export const allLocations = (locations: readonly Location[]): readonly Location[] =>
  locations.flatMap((location) => [location, ...allLocations(location.inside)]);

/** Whether nginx takes no visitor's request here: a named location, or one that says so. */
export const isInternal = ({ match, directive }: Location): boolean =>
  match.kind === 'named' || (directive.children ?? []).some(({ name }) => name === 'internal');
