import type { Json } from '../../base/json.ts';

/** A node of a YAML document, aliases and merge keys already resolved. Aliased nodes are shared, never copied. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

interface NodeBase {
  /** Where the node starts, in UTF-16 units from the start of the text. */
  readonly offset: number;
  /** How many nodes it has, itself included, with aliases spelled out. */
  readonly size: number;
}

/** Text, a number, a boolean or null, as Ansible reads it. */
export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** Tagged `!unsafe`: a text that is no template, whatever it looks like. */
  readonly isUnsafe?: boolean;
}

/** A list. */
interface YamlList extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

/** A mapping; each key occurs once. */
export interface YamlMap extends NodeBase {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
}

/** A key and its value; `name` is the key as text, whatever `key` resolved to (`no`, `10`). */
export interface YamlEntry {
  readonly name: string;
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

/** The value under a key; undefined where the node is no mapping or has no such key. */
export const valueAt = (node: YamlNode, name: string): YamlNode | undefined => entryAt(node, name)?.value;

/** The entry under a key; undefined where the node is no mapping or has no such key. */
export const entryAt = (node: YamlNode, name: string): YamlEntry | undefined =>
  node.kind === 'map' ? node.entries.find((entry) => entry.name === name) : undefined;

/** A node as plain data; what is `!unsafe` in the form in which Ansible's own JSON has it. */
export function toJson(node: YamlNode): Json {
  switch (node.kind) {
    case 'scalar':
      return node.isUnsafe === true ? { __ansible_unsafe: node.value } : node.value;
    case 'list':
      return node.items.map(toJson);
    case 'map':
      // fromEntries defines own properties: a key named __proto__ stays a key.
      return Object.fromEntries(node.entries.map(({ name, value }) => [name, toJson(value)]));
  }
}

/** What a node is, in words of a message: `text`, `a number`, `a list`, … */
export function describeNode(node: YamlNode): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a mapping';
  if (node.value === null) return 'nothing';
  const words = { string: 'text', number: 'a number', boolean: 'a boolean' } as const;
  return words[typeof node.value as keyof typeof words];
}
