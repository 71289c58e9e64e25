import * as v from 'valibot';
import { err, ok, type Result } from '../../base/result.ts';
import type { Mistake } from '../../base/user-error.ts';
import { didYouMean, nearestWord } from '../nearest-word.ts';
import { describeNode, entryAt, toJson, type YamlMap, type YamlNode } from './node.ts';
import type { YamlDocument } from './parse.ts';

type Schema = v.GenericSchema;
type Issue = v.BaseIssue<unknown>;

/** By key: what to write instead of one that people bring from elsewhere, or for one that is missing. */
export type KeyHints = Readonly<Record<string, string>>;

/** Checks a document against a schema: its value, or every mistake at the place of the node that it is about. */
export function validate<S extends Schema>(
  document: YamlDocument,
  schema: S,
  keyHints: KeyHints = {},
): Result<v.InferOutput<S>, readonly Mistake[]> {
  if (document.root === null) return err(document.mistakes);
  const parsed = v.safeParse(schema, toJson(document.root));
  if (parsed.success) return ok(parsed.output);
  const { root } = document;
  return err(parsed.issues.flatMap((issue) => explain(document, root, schema, issue, keyHints)));
}

function explain(
  { placeOf }: YamlDocument,
  root: YamlNode | null,
  schema: Schema,
  issue: Issue,
  keyHints: KeyHints,
): readonly Mistake[] {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const last = path.at(-1) ?? '';
  const parent = follow(root, path.slice(0, -1));
  const node = follow(root, path) ?? parent ?? root ?? { offset: 0 };
  if (issue.type === 'strict_object' && issue.expected === 'never' && parent?.kind === 'map') {
    return unknownKeys(parent, keysOf(schemaAt(schema, path.slice(0, -1))), placeOf, keyHints);
  }
  if (issue.input === undefined && parent?.kind === 'map') {
    const isMistyped = parent.entries.some(({ name }) => nearestWord(name, [last]) !== null);
    const hint = keyHints[last] === undefined ? {} : { hint: keyHints[last] };
    return isMistyped
      ? []
      : [{ code: 'missing-key', message: `\`${last}\` is missing here`, place: placeOf(parent), ...hint }];
  }
  const choices = choicesOf(schemaAt(schema, path));
  const subject = /^\d*$/.test(last) ? 'this' : `\`${last}\``;
  if (choices.length > 0) {
    const hint = typeof issue.input === 'string' ? didYouMean(issue.input, choices) : null;
    const message = `${subject} must be one of ${list(choices)}`;
    return [{ code: 'wrong-value', message, place: placeOf(node), ...(hint === null ? {} : { hint }) }];
  }
  const found = 'kind' in node ? describeNode(node) : 'nothing';
  // A message that the schema states itself says more than the type would.
  const stated = issue.message.startsWith('Invalid ') ? null : issue.message;
  const message = stated === null ? `${subject} must be ${wanted(issue)}, not ${found}` : `${subject} ${stated}`;
  return [{ code: 'wrong-type', message, place: placeOf(node) }];
}

/** All of a mapping's unknown keys: the schema stops at the first. */
function unknownKeys(
  map: YamlMap,
  known: readonly string[],
  placeOf: YamlDocument['placeOf'],
  keyHints: KeyHints,
): readonly Mistake[] {
  const unknown = map.entries.filter(({ name }) => !known.includes(name));
  return unknown.map(({ name, key }) => ({
    code: 'unknown-key',
    message: `\`${name}\` is not known here`,
    place: placeOf(key),
    hint: keyHints[name] ?? didYouMean(name, known) ?? `known here: ${list(known)}`,
  }));
}

const WANTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  strict_object: 'a mapping',
  loose_object: 'a mapping',
  record: 'a mapping',
};

const wanted = ({ type, expected }: Issue): string => WANTED[type] ?? (expected ?? type).replaceAll('"', '`');

function follow(root: YamlNode | null, path: readonly string[]): YamlNode | null {
  return path.reduce<YamlNode | null>((node, key) => {
    if (node?.kind === 'list') return node.items[Number(key)] ?? null;
    return (node && entryAt(node, key)?.value) ?? null;
  }, root);
}

function schemaAt(schema: Schema, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => {
    const inner = unwrap(at);
    return property(property(inner, 'entries'), key) ?? property(inner, 'item') ?? property(inner, 'value');
  }, schema);
}

const unwrap = (schema: unknown): unknown => {
  const wrapped = property(schema, 'wrapped');
  return wrapped === undefined ? schema : unwrap(wrapped);
};

const keysOf = (schema: unknown): readonly string[] => Object.keys(property(unwrap(schema), 'entries') ?? {});

/** The words of a picklist; empty for any other schema. */
function choicesOf(schema: unknown): readonly string[] {
  const options = property(unwrap(schema), 'options');
  return Array.isArray(options) ? options.filter((option) => typeof option === 'string') : [];
}

const property = (value: unknown, name: string): object | undefined => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof found === 'object' && found !== null ? found : undefined;
};

const list = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');
