import type { Place } from '../base/place.ts';
import type { Mistake } from '../base/user-error.ts';
import { toJson, type YamlEntry, type YamlNode } from '../formats/yaml/node.ts';
import type { YamlDocument } from '../formats/yaml/parse.ts';
import { type Say, sayTo } from '../formats/yaml/say.ts';
import type { InventoryDraft, Var } from './draft.ts';

/** A file that is being read into a draft, and what was found wrong with it so far. */
export interface Reading {
  readonly draft: InventoryDraft;
  readonly mistakes: readonly Mistake[];
  /** The file is encrypted as a whole. */
  readonly isSecret: boolean;
  readonly placeOf: (node: Pick<YamlNode, 'offset'>) => Place;
  readonly say: Say;
}

/** Begins to read a document; its own mistakes are the first. */
export function beginReading(
  draft: InventoryDraft,
  { mistakes: first, placeOf }: YamlDocument,
  isSecret = false,
): Reading {
  const mistakes: Mistake[] = [...first];
  return { draft, mistakes, isSecret, placeOf, say: sayTo(mistakes, { placeOf }) };
}

/** A variable as it was written; one without a value has the place of its name. */
export const readVar = (
  { placeOf, isSecret }: Pick<Reading, 'placeOf' | 'isSecret'>,
  { key, value }: YamlEntry,
): Var => ({
  value: toJson(value),
  place: placeOf(isNothing(value) ? key : value),
  ...(isSecret ? { isSecret } : {}),
});

/** Whether a value was left out. */
export const isNothing = (node: YamlNode): boolean => scalarOf(node) === null;

/** A node's value if it is one; undefined for a list, a mapping, or nothing at all. */
export const scalarOf = (node: YamlNode | undefined): string | number | boolean | null | undefined =>
  node?.kind === 'scalar' ? node.value : undefined;
