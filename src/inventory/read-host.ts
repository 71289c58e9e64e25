import { describeNode, type YamlEntry, type YamlNode } from '../formats/yaml/node.ts';
import { addHost, type GroupDraft } from './draft.ts';
import { expandHostNames } from './host-range.ts';
import { isNothing, type Reading, readVar, scalarOf } from './reading.ts';

/** Reads one entry below `hosts:`, a host or a range of them, with its variables. */
export function readHost(reading: Reading, group: GroupDraft, entry: YamlEntry): void {
  const { name, key, value } = entry;
  const wrong = wrongName(entry);
  if (wrong !== null) {
    reading.say(key, 'bad-host-name', wrong.message, wrong.hint);
    return;
  }
  const expanded = expandHostNames(name);
  if (!expanded.ok) {
    reading.say(key, 'bad-range', expanded.error, 'ranges look like this: `web[01:50]`, `web[1:9:2]`, `db[a:f]`');
    return;
  }
  if (value.kind !== 'map' && !isNothing(value)) {
    const message = `the variables of host \`${name}\` must be a mapping, not ${describeNode(value)}`;
    reading.say(value, 'wrong-type', message, hintForVars(value));
    return;
  }
  const vars = value.kind === 'map' ? value.entries.map((each) => [each.name, readVar(reading, each)] as const) : [];
  for (const each of expanded.value.names) {
    const host = addHost(reading.draft, group, each, expanded.value.port, reading.placeOf(key));
    for (const [variable, found] of vars) host.vars.set(variable, found);
  }
}

function wrongName({ name, key }: YamlEntry): { readonly message: string; readonly hint?: string } | null {
  if (typeof key.value !== 'string' || name === '') {
    return { message: `a host's name must be text, not ${describeNode(key)}`, hint: `put it in quotes: "${name}"` };
  }
  // A name becomes part of file names and of command lines.
  if (!/^-|[\s/\p{Cc}]/u.test(name)) return null;
  return { message: `a host's name has no spaces and no slashes, and no dash in front: ${JSON.stringify(name)}` };
}

function hintForVars(value: YamlNode): string {
  const address = scalarOf(value);
  return address === undefined ? 'write each variable as `name: value`' : `put it below: \`ansible_host: ${address}\``;
}
