import type { Mistake } from '../base/user-error.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { describeNode, valueAt, type YamlEntry, type YamlNode } from '../formats/yaml/node.ts';
import type { YamlDocument } from '../formats/yaml/parse.ts';
import { addChild, type GroupDraft, groupIn, type InventoryDraft, setGroupVar } from './draft.ts';
import { readHost } from './read-host.ts';
import { beginReading, isNothing, type Reading, readVar, scalarOf } from './reading.ts';

const SECTIONS = ['hosts', 'children', 'vars'];
const AS_KEYS = 'write each as a key with a colon: `web01:`, not `- web01`';
const EXAMPLE = 'begin with a group: `all:`, below it `hosts:`, below that `web01:` and so on';

/** Reads one YAML inventory into the draft: groups at the top level, each with hosts, children and vars. */
export function readGroups(draft: InventoryDraft, document: YamlDocument, isSecret = false): readonly Mistake[] {
  const reading = beginReading(draft, document, isSecret);
  if (document.root !== null) readFile(reading, document.root);
  return reading.mistakes;
}

function readFile(reading: Reading, root: YamlNode): void {
  if (isNothing(root)) reading.say(root, 'empty-inventory', 'this inventory is empty', EXAMPLE);
  else if (root.kind !== 'map') {
    reading.say(root, 'not-an-inventory', `an inventory is a mapping of groups, not ${describeNode(root)}`, EXAMPLE);
  } else if (typeof scalarOf(valueAt(root, 'plugin')) === 'string') {
    const hint = 'write its hosts out: `ansible-inventory -i FILE --list --yaml --export > inventory.yml`';
    reading.say(root, 'plugin-inventory', "this is the configuration of one of Ansible's inventory plugins", hint);
  } else {
    for (const entry of root.entries) {
      if (SECTIONS.includes(entry.name)) sayOutside(reading, entry);
      else readGroup(reading, entry);
    }
  }
}

function readGroup(reading: Reading, { name, key, value }: YamlEntry): GroupDraft | null {
  if (typeof key.value !== 'string' || name === '') {
    const message = `a group's name must be text, not ${describeNode(key)}`;
    reading.say(key, 'bad-group-name', message, `put it in quotes: "${name}"`);
    return null;
  }
  const group = groupIn(reading.draft, name);
  if (value.kind === 'map') for (const entry of value.entries) readSection(reading, group, entry);
  else if (!isNothing(value)) {
    const message = `group \`${name}\` must be a mapping of hosts, children and vars, not ${describeNode(value)}`;
    const hint = value.kind === 'list' ? `put \`hosts:\` below it, and ${AS_KEYS}` : 'put `hosts:` below it';
    reading.say(value, 'wrong-type', message, hint);
  }
  return group;
}

function readSection(reading: Reading, group: GroupDraft, entry: YamlEntry): void {
  if (!SECTIONS.includes(entry.name)) {
    sayUnknownKey(reading, group, entry);
    return;
  }
  for (const each of entriesOf(reading, group, entry)) {
    if (entry.name === 'vars') readGroupVar(reading, group, each);
    else if (entry.name === 'hosts') readHost(reading, group, each);
    else readChild(reading, group, each);
  }
}

/** A section's entries; text names its one host or child, as in Ansible. */
function entriesOf(reading: Reading, group: GroupDraft, { name, value }: YamlEntry): readonly YamlEntry[] {
  if (value.kind === 'map') return value.entries;
  if (value.kind === 'scalar' && typeof value.value === 'string' && name !== 'vars') {
    return [{ name: value.value, key: value, value: { kind: 'scalar', offset: value.offset, size: 1, value: null } }];
  }
  const hint = name === 'vars' ? 'write each as a key with its value: `ansible_user: ops`' : AS_KEYS;
  const message = `\`${name}\` of group \`${group.name}\` must be a mapping, not ${describeNode(value)}`;
  if (!isNothing(value)) reading.say(value, 'wrong-type', message, hint);
  return [];
}

function readGroupVar(reading: Reading, group: GroupDraft, entry: YamlEntry): void {
  const wrong = setGroupVar(group, entry.name, readVar(reading, entry));
  if (wrong !== null) reading.say(entry.value, wrong.code, wrong.message);
}

function readChild(reading: Reading, group: GroupDraft, entry: YamlEntry): void {
  if (entry.name === 'all') {
    const message = `\`all\` can't be a child of \`${group.name}\``;
    reading.say(entry.key, 'group-loop', message, 'every group is in `all` already: leave this out');
    return;
  }
  const child = readGroup(reading, entry);
  if (child !== null) addChild(group, child.name, reading.placeOf(entry.key));
}

function sayOutside(reading: Reading, { name, key }: YamlEntry): void {
  const hint = `put it below a group: \`all:\`, and below that \`${name}:\``;
  reading.say(key, 'outside-group', `\`${name}\` stands outside of any group`, hint);
}

function sayUnknownKey(reading: Reading, group: GroupDraft, { name, key, value }: YamlEntry): void {
  const where =
    value.kind === 'map' ? 'a group inside this one goes below `children:`' : 'a variable goes below `vars:`';
  const hint = didYouMean(name, SECTIONS) ?? `a group has hosts, children and vars; ${where}`;
  reading.say(key, 'unknown-key', `\`${name}\` is not known in group \`${group.name}\``, hint);
}
