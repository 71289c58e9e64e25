import type { Place } from '../../base/place.ts';
import type { YamlNode } from '../../formats/yaml/node.ts';
import { isTemplate } from '../../inventory/template-names.ts';
import { type EngineWord, referencesIn } from './references.ts';

/** A text of a playbook of which Jinja2 makes a value: a condition, bare, or a template, with its tags. */
export interface Expression {
  readonly text: string;
  readonly form: 'in-tags' | 'bare';
  readonly place: Place;
  readonly used: readonly { readonly path: readonly string[]; readonly place: Place }[];
  /** Paths that it is prepared to miss, joined by dots. */
  readonly guarded: readonly string[];
  /** The filters, tests and functions in it. */
  readonly calls: readonly (EngineWord & { readonly place: Place })[];
}

/** Expressions by their text. */
export type Expressions = ReadonlyMap<string, Expression>;

/** A file's text, and where in it an offset is. */
export interface SourceText {
  readonly text: string;
  readonly placeOf: (node: { readonly offset: number }) => Place;
}

/** The templates in a value, as deep as they stand. */
export function templatesIn(node: YamlNode, source: SourceText): readonly Expression[] {
  if (node.kind === 'map') return node.entries.flatMap(({ value }) => templatesIn(value, source));
  if (node.kind === 'list') return node.items.flatMap((item) => templatesIn(item, source));
  return typeof node.value === 'string' && isTemplate(node.value)
    ? [expressionAt(node, node.value, 'in-tags', source)]
    : [];
}

/** The expression that a node's text is. */
export function expressionAt(
  { offset }: Pick<YamlNode, 'offset'>,
  text: string,
  form: Expression['form'],
  { text: file, placeOf }: SourceText,
): Expression {
  const { used, guarded, calls } = referencesIn(text, form);
  // A text in quotes begins one later; one that is folded or escaped is known by its beginning alone.
  const start = file.indexOf(text, offset);
  const placeAt = (at: number): Place => placeOf({ offset: start < 0 ? offset : start + at });
  return {
    text,
    form,
    place: placeOf({ offset }),
    used: used.map(({ path, at }) => ({ path, place: placeAt(at) })),
    guarded,
    calls: calls.map((call) => ({ ...call, place: placeAt(call.at) })),
  };
}

/** Expressions that can be found by their text; of two alike the first counts. */
export const byText = (expressions: readonly Expression[]): Expressions =>
  new Map(expressions.toReversed().map((expression) => [expression.text, expression]));
