import type { Place } from '../base/place.ts';
import type { Mistake } from '../base/user-error.ts';
import { parseJsonTree } from '../formats/yaml/json-tree.ts';
import { describeNode, toJson, valueAt, type YamlEntry, type YamlNode } from '../formats/yaml/node.ts';
import { addChild, addHost, groupIn, type InventoryDraft, setGroupVar } from './draft.ts';
import { wrongHostName } from './network-names.ts';
import { isNothing, scalarOf } from './reading.ts';
import type { InventorySource } from './source.ts';

const SECTIONS = ['hosts', 'vars', 'children'];

/** Reads what an executable inventory printed into the draft. Source: Ansible, plugins/inventory/script.py. */
export function readScript(
  draft: InventoryDraft,
  { file, said, varsOf }: Extract<InventorySource, { readonly kind: 'script' }>,
): readonly Mistake[] {
  const place: Place = { file, line: 1, column: 1 };
  const mistakes: Mistake[] = [];
  const hosts = new Set<string>();
  const say = (message: string, hint?: string): void => {
    mistakes.push({ code: 'bad-script-output', message, place, ...(hint === undefined ? {} : { hint }) });
  };

  function readGroup({ name, value }: YamlEntry): void {
    const group = groupIn(draft, name);
    // A list is the group's hosts; a mapping without any section is the vars of one host of the group's name.
    const isHost = value.kind === 'map' && !SECTIONS.some((section) => valueAt(value, section) !== undefined);
    const named = value.kind === 'map' ? valueAt(value, 'hosts') : value;
    const vars = isHost ? value : valueAt(value, 'vars');
    const names = isHost ? [name] : textsOf(named, `the hosts of group \`${name}\``);
    for (const host of names) {
      const wrong = wrongHostName(host);
      if (wrong !== null) {
        mistakes.push({ code: 'bad-host-name', message: wrong, place });
        continue;
      }
      addHost(draft, group, host, null, place);
      hosts.add(host);
    }
    for (const each of entriesOf(vars, `the vars of group \`${name}\``)) {
      const wrong = setGroupVar(group, each.name, { value: toJson(each.value), place });
      if (wrong !== null) mistakes.push(wrong);
    }
    for (const child of textsOf(valueAt(value, 'children'), `the children of group \`${name}\``)) {
      if (child === 'all') say(`\`all\` can't be a child of \`${name}\``, 'every group is in `all` already');
      else addChild(group, groupIn(draft, child).name, place);
    }
  }

  function textsOf(node: YamlNode | undefined, what: string): readonly string[] {
    if (node === undefined) return [];
    const items = node.kind === 'list' ? node.items : [];
    const texts = items.flatMap((item) => {
      const text = scalarOf(item);
      return typeof text === 'string' && text !== '' ? [text] : [];
    });
    if (node.kind !== 'list') say(`this printed ${what} as ${describeNode(node)}, not a list`);
    else if (texts.length < items.length) say(`this printed ${what}, and not all of them are names`);
    return texts;
  }

  function entriesOf(node: YamlNode | undefined, what: string): readonly YamlEntry[] {
    if (node?.kind === 'map') return node.entries;
    if (node !== undefined && !isNothing(node)) say(`this printed ${what} as ${describeNode(node)}, not a mapping`);
    return [];
  }

  function varsByHost(host: string): YamlNode | undefined {
    const answer = varsOf(host);
    if (!answer.ok) {
      say(`with \`--host ${host}\` this failed: ${answer.error}`);
      return undefined;
    }
    const tree = answer.value.trim() === '' ? undefined : parseJsonTree(answer.value);
    if (tree === null) say(`with \`--host ${host}\` this printed no JSON`);
    return tree ?? undefined;
  }

  const root = parseJsonTree(said);
  if (root?.kind !== 'map') {
    say('with `--list` this printed no JSON object', 'run it by hand, and see what it prints');
    return mistakes;
  }
  for (const entry of root.entries) if (entry.name !== '_meta') readGroup(entry);
  const meta = valueAt(root, '_meta');
  const hostvars = meta === undefined ? undefined : valueAt(meta, 'hostvars');
  const given =
    hostvars?.kind === 'map'
      ? new Map(hostvars.entries.map(({ name, value }) => [name, value]))
      : new Map<string, YamlNode>();
  for (const host of hosts) {
    const vars = hostvars === undefined ? varsByHost(host) : given.get(host);
    const target = draft.groups.get(host)?.vars ?? draft.hosts.get(host)?.vars;
    for (const { name, value } of entriesOf(vars, `the vars of host \`${host}\``)) {
      target?.set(name, { value: toJson(value), place });
    }
  }
  return mistakes;
}
