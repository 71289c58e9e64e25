import type { JsonObject } from '../base/json.ts';
import { didYouMean, nearestWord } from '../formats/nearest-word.ts';
import { describeNode, toJson, type YamlEntry, type YamlMap, type YamlNode } from '../formats/yaml/node.ts';
import type { Say } from '../formats/yaml/say.ts';
import type { Step } from '../steps/define-step.ts';
import { ansibleArgument, ansibleArgumentHint } from './ansible-words.ts';
import { judgeArgument } from './judge-argument.ts';

type Arguments = Step['arguments'];

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
    say(value, 'wrong-type', message, example(step, value, known));
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

function example(step: string, value: YamlNode, known: Arguments): string {
  const names = Object.keys(known);
  if (names.length === 0) return `it takes none: write \`${step}:\``;
  const needed = neededOf(known);
  const blank = (needed.length > 0 ? needed : names).map((name) => `${name}: …`);
  return `write \`${asStep(step, value, known) ?? `${step}: { ${blank.join(', ')} }`}\``;
}

/** A step with the arguments that Ansible's users gave it, `name=nginx` or as a mapping, under our names; null where none fits. */
export function asStep(step: string, value: YamlNode, known: Arguments): string | null {
  const names = Object.keys(known);
  const given = new Map<string, string>();
  for (const [name, text] of givenPairs(value)) {
    const renamed = rename(name, names);
    if (names.includes(renamed)) given.set(renamed, /^[\w./-]+$/.test(text) ? text : JSON.stringify(text));
  }
  if (given.size === 0) return null;
  for (const name of neededOf(known)) if (!given.has(name)) given.set(name, '…');
  return `${step}: { ${[...given].map((pair) => pair.join(': ')).join(', ')} }`;
}

const neededOf = (known: Arguments): readonly string[] =>
  Object.keys(known).filter((name) => known[name]?.required !== undefined);

function givenPairs(value: YamlNode): readonly (readonly [name: string, text: string])[] {
  if (value.kind === 'map') {
    return value.entries.flatMap(({ name, value: given }) =>
      given.kind === 'scalar' && given.value !== null ? [[name, String(given.value)] as const] : [],
    );
  }
  const text = value.kind === 'scalar' && typeof value.value === 'string' ? value.value : '';
  return [...text.matchAll(/([a-z_]+)=((?:\{\{.*?\}\}|\S)+)/gu)].map(
    ([, name = '', word = '']) => [name, word] as const,
  );
}

function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'it takes no arguments';
  const renamed = rename(name, known);
  if (renamed !== name) return `write \`${renamed}\``;
  return (
    ansibleArgumentHint(name) ?? didYouMean(name, known) ?? `it takes ${known.map((each) => `\`${each}\``).join(', ')}`
  );
}

function rename(name: string, known: readonly string[]): string {
  return known.includes(name) ? name : (ansibleArgument(name).find((other) => known.includes(other)) ?? name);
}
