import type { JsonObject } from '../base/json.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { describeNode, toJson, type YamlEntry, type YamlNode } from '../formats/yaml/node.ts';
import type { Say } from '../formats/yaml/say.ts';

/** Ansible's names for what a step's argument is called here. */
const ALSO_CALLED: Readonly<Record<string, string>> = { name: 'unit', user: 'owner' };

/** Reads what a playbook gives a step; what it doesn't take is a mistake. */
export function readArguments({ name: step, value }: YamlEntry, known: readonly string[], say: Say): JsonObject {
  if (value.kind === 'scalar' && value.value === null) return {};
  if (value.kind !== 'map') {
    say(
      value,
      'wrong-type',
      `the arguments of \`${step}\` must be a mapping, not ${describeNode(value)}`,
      example(step, value, known),
    );
    return {};
  }
  for (const { name, key } of value.entries) {
    if (!known.includes(name)) say(key, 'unknown-argument', `\`${step}\` takes no \`${name}\``, nearest(name, known));
  }
  return Object.fromEntries(value.entries.map((entry) => [entry.name, toJson(entry.value)]));
}

function example(step: string, value: YamlNode, known: readonly string[]): string {
  if (known.length === 0) return `it takes none: write \`${step}:\``;
  const text = value.kind === 'scalar' ? String(value.value) : '';
  // Ansible's shorthand: service: name=nginx state=restarted
  const pairs = [...text.matchAll(/([a-z_]+)=(\S+)/gu)].map(
    ([, key = '', word = '']) => `${rename(key, known)}: ${word}`,
  );
  const written = pairs.length > 0 ? pairs : known.map((name) => `${name}: …`);
  return `write \`${step}: { ${written.join(', ')} }\``;
}

function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'it takes no arguments';
  const renamed = rename(name, known);
  if (renamed !== name) return `write \`${renamed}\``;
  return didYouMean(name, known) ?? `it takes ${known.map((each) => `\`${each}\``).join(', ')}`;
}

function rename(name: string, known: readonly string[]): string {
  const other = ALSO_CALLED[name];
  return other !== undefined && !known.includes(name) && known.includes(other) ? other : name;
}
