import { describeNode, type YamlEntry, type YamlNode } from '../formats/yaml/node.ts';
import { addHosts } from './add-hosts.ts';
import type { GroupDraft } from './draft.ts';
import { isNothing, type Reading, readVar, scalarOf } from './reading.ts';

/** Reads one entry below `hosts:`, a host or a range of them, with its variables. */
export function readHost(reading: Reading, group: GroupDraft, entry: YamlEntry): void {
  const { name, key, value } = entry;
  if (typeof key.value !== 'string' || name === '') {
    const hint = `put it in quotes: "${name}"`;
    reading.say(key, 'bad-host-name', `a host's name must be text, not ${describeNode(key)}`, hint);
    return;
  }
  if (value.kind !== 'map' && !isNothing(value)) {
    const message = `the variables of host \`${name}\` must be a mapping, not ${describeNode(value)}`;
    reading.say(value, 'wrong-type', message, hintForVars(value));
    return;
  }
  const vars = value.kind === 'map' ? value.entries.map((each) => [each.name, readVar(reading, each)] as const) : [];
  const wrong = addHosts(reading.draft, group, name, vars, reading.placeOf(key));
  if (wrong !== null) reading.say(key, wrong.code, wrong.message, wrong.hint);
}

function hintForVars(value: YamlNode): string {
  const address = scalarOf(value);
  return address === undefined ? 'write each variable as `name: value`' : `put it below: \`ansible_host: ${address}\``;
}
