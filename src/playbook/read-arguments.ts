import type { JsonObject } from '../base/json.ts';
import { didYouMean, nearestWord } from '../formats/nearest-word.ts';
import { describeNode, toJson, type YamlEntry, type YamlMap, type YamlNode } from '../formats/yaml/node.ts';
import type { Say } from '../formats/yaml/say.ts';
import type { Step } from '../steps/define-step.ts';
import { judgeArgument } from './judge-argument.ts';

type Arguments = Step['arguments'];

/** Ansible's names for what a step's argument is called here. */
const ALSO_CALLED: Readonly<Record<string, string>> = { name: 'unit', user: 'owner' };

/** Reads what a playbook gives a step; what it doesn't take, or lacks, is a mistake. */
export function readArguments(entry: YamlEntry, known: Arguments, answersFinding: boolean, say: Say): JsonObject {
  const { name: step, value } = entry;
  const names = Object.keys(known);
  if (value.kind === 'scalar' && value.value === null) {
    sayMissing(entry, [], known, answersFinding, say);
    return {};
  }
  if (value.kind !== 'map') {
    const message = `the arguments of \`${step}\` must be a mapping, not ${describeNode(value)}`;
    say(value, 'wrong-type', message, example(step, value, names));
    return {};
  }
  for (const { name, key, value: given } of value.entries) {
    const argument = Object.hasOwn(known, name) ? known[name] : undefined;
    if (argument === undefined) {
      say(key, 'unknown-argument', `\`${step}\` takes no \`${name}\``, nearest(name, names));
    } else judgeArgument(name, argument, given, say);
  }
  sayMissing(entry, value.entries, known, answersFinding, say);
  return Object.fromEntries(value.entries.map((given) => [given.name, toJson(given.value)]));
}

/** What is misspelled has been said already. */
function sayMissing(
  { name: step, key }: YamlEntry,
  entries: YamlMap['entries'],
  known: Arguments,
  answersFinding: boolean,
  say: Say,
): void {
  const given = entries.map(({ name }) => name);
  for (const [name, { required, or = [], about }] of Object.entries(known)) {
    const isNeeded = required === 'always' || (required === 'without-cause' && !answersFinding);
    if (!isNeeded || [name, ...or].some((each) => given.includes(each))) continue;
    if (given.some((each) => !Object.hasOwn(known, each) && meant(each, [name, ...or]))) continue;
    const names = [name, ...or].map((each) => `\`${each}\``).join(' or ');
    const unless = required === 'always' ? '' : ', or the `cause` that it answers';
    say(key, 'missing-argument', `\`${step}\` needs ${names}`, `write \`${name}:\` (${about})${unless}`);
  }
}

const meant = (word: string, names: readonly string[]): boolean =>
  nearestWord(word, names) !== null || names.includes(rename(word, names));

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
