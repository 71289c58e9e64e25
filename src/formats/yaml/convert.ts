import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { didYouMean } from '../nearest-word.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './node.ts';
import { resolvePlain } from './plain-scalar.ts';

/** Receives what is wrong with the node at an offset. */
export type Complain = (offset: number, code: string, message: string, hint?: string) => void;

/** More nodes than any real file has; only aliases of aliases reach it. */
const MOST_NODES = 2_000_000;

const VAULT_TAGS = new Set(['!vault', '!vault-encrypted']);
const PLAIN_TAGS = /^tag:yaml\.org,2002:(?:int|float|bool|null)$/;
const TEXT_TAGS = new Set(['tag:yaml.org,2002:str', '!']);
const COLLECTION_TAGS = new Set(['tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq']);

/**
 * Turns the parser's tree into ours: anchors and merge keys (`<<`) resolved, duplicate keys, unknown tags and endless
 * aliases complained of. `where` renders an offset for a message that names a second place.
 */
export function convertTree(root: Node | null, complain: Complain, where: (offset: number) => string): YamlNode {
  const anchors = new Map<string, YamlNode | null>();

  function convert(node: unknown, offset: number): YamlNode {
    if (isAlias(node)) return resolveAlias(node);
    const start = isScalar(node) || isMap(node) || isSeq(node) ? (node.range?.[0] ?? offset) : offset;
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, null);
    const made = convertContent(node, start);
    if (anchor !== undefined) anchors.set(anchor, made);
    return made;
  }

  function convertContent(node: unknown, offset: number): YamlNode {
    if (isScalar(node)) return convertScalar(node, offset);
    if (isMap(node)) return convertMap(node, offset);
    if (isSeq(node)) return convertList(node, offset);
    return nothing(offset);
  }

  function resolveAlias(alias: Alias): YamlNode {
    const offset = alias.range?.[0] ?? 0;
    const target = anchors.get(alias.source);
    if (target) return target;
    const hint =
      didYouMean(alias.source, anchors.keys()) ?? `put it in quotes if it is meant as text: '*${alias.source}'`;
    if (target === null)
      complain(offset, 'endless-alias', `the alias \`*${alias.source}\` stands inside its own anchor`);
    else complain(offset, 'unknown-alias', `no anchor above is named \`${alias.source}\``, hint);
    return nothing(offset);
  }

  function convertScalar(scalar: Scalar, offset: number): YamlNode {
    const text = textOf(scalar);
    const { tag } = scalar;
    if (tag !== undefined && VAULT_TAGS.has(tag)) return sealed(text, offset);
    if (tag === '!unsafe') return { kind: 'scalar', offset, size: 1, value: text, isUnsafe: true };
    if (tag !== undefined && TEXT_TAGS.has(tag)) return { kind: 'scalar', offset, size: 1, value: text };
    const isPlain = scalar.type === 'PLAIN' || (tag !== undefined && PLAIN_TAGS.test(tag));
    if (tag !== undefined && !PLAIN_TAGS.test(tag)) complainOfTag(tag, offset);
    return { kind: 'scalar', offset, size: 1, value: isPlain ? resolvePlain(text) : text };
  }

  function convertList(list: YAMLSeq, offset: number): YamlNode {
    if (list.tag !== undefined && !COLLECTION_TAGS.has(list.tag)) complainOfTag(list.tag, offset);
    const items = list.items.map((item) => convert(item, offset));
    return { kind: 'list', offset, items, size: bounded(1 + sizeOf(items), offset) };
  }

  function convertMap(map: YAMLMap, offset: number): YamlMap {
    if (map.tag !== undefined && !COLLECTION_TAGS.has(map.tag)) complainOfTag(map.tag, offset);
    const own = new Map<string, YamlEntry>();
    const merged = new Map<string, YamlEntry>();
    for (const pair of map.items) {
      const key = keyOf(pair, offset);
      if (key === null) continue;
      const value = convert(pair.value, key.offset);
      const name = isScalar(pair.key) ? textOf(pair.key) : String(key.value ?? '');
      if (isScalar(pair.key) && pair.key.type === 'PLAIN' && name === '<<') mergeInto(merged, value);
      else if (!complainOfDuplicate(own.get(name), name, key.offset)) own.set(name, { name, key, value });
    }
    // The merged keys come first, and lose to the mapping's own.
    const entries = [...(merged.size === 0 ? own : new Map([...merged, ...own])).values()];
    return { kind: 'map', offset, entries, size: bounded(1 + sizeOf(entries.map(({ value }) => value)), offset) };
  }

  function keyOf(pair: Pair, offset: number): YamlScalar | null {
    const key = convert(pair.key, offset);
    if (key.kind === 'scalar') return key;
    const hint = 'put a value that starts with `{` or `[` in quotes: "{{ … }}"';
    complain(key.offset, 'bad-key', `a key must be a word, not ${key.kind === 'list' ? 'a list' : 'a mapping'}`, hint);
    return null;
  }

  function complainOfDuplicate(first: YamlEntry | undefined, name: string, offset: number): boolean {
    if (first === undefined) return false;
    const hint = 'keep one of the two; the keys of one mapping must differ';
    complain(offset, 'duplicate-key', `\`${name}\` is here twice: first at ${where(first.key.offset)}`, hint);
    return true;
  }

  function mergeInto(merged: Map<string, YamlEntry>, value: YamlNode): void {
    const sources = value.kind === 'list' ? value.items : [value];
    for (const source of sources) {
      if (source.kind !== 'map') complain(source.offset, 'bad-merge', '`<<` takes a mapping, or a list of mappings');
      else for (const entry of source.entries) if (!merged.has(entry.name)) merged.set(entry.name, entry);
    }
  }

  function complainOfTag(tag: string, offset: number): void {
    const shown = tag.replace('tag:yaml.org,2002:', '!!');
    complain(
      offset,
      'unknown-tag',
      `the tag \`${shown}\` is not known`,
      'leave the tag out, or put the value in quotes',
    );
  }

  function bounded(size: number, offset: number): number {
    if (size <= MOST_NODES) return size;
    complain(offset, 'too-many-aliases', `aliases make this more than ${MOST_NODES} values`);
    return 1;
  }

  return root === null ? nothing(0) : convert(root, 0);
}

const nothing = (offset: number): YamlScalar => ({ kind: 'scalar', offset, size: 1, value: null });

/** A value under Ansible Vault, in the form in which Ansible's own JSON has it. */
function sealed(text: string, offset: number): YamlMap {
  const key: YamlScalar = { kind: 'scalar', offset, size: 1, value: '__ansible_vault' };
  const value: YamlScalar = { kind: 'scalar', offset, size: 1, value: text };
  return { kind: 'map', offset, size: 2, entries: [{ name: '__ansible_vault', key, value }] };
}

/** A scalar's text, which the failsafe schema leaves as it stands. */
const textOf = ({ value }: Scalar): string => (typeof value === 'string' ? value : '');

const sizeOf = (nodes: readonly YamlNode[]): number => nodes.reduce((sum, { size }) => sum + size, 0);
