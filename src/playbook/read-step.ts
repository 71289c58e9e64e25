import type { JsonObject } from '../base/json.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { describeNode, type YamlEntry, type YamlMap, type YamlNode } from '../formats/yaml/node.ts';
import type { YamlDocument } from '../formats/yaml/parse.ts';
import type { Say } from '../formats/yaml/say.ts';
import { ansibleStepWord } from './ansible-words.ts';
import type { PlayStep } from './playbook.ts';
import { readArguments } from './read-arguments.ts';

/** The words that a playbook may use: steps with the names of their arguments, and causes. */
export interface KnownWords {
  readonly steps: ReadonlyMap<string, readonly string[]>;
  readonly causes: ReadonlySet<string>;
}

/** Reads one entry of `steps:`; null where it has no step that is known. */
export function readStep(node: YamlNode, { placeOf }: YamlDocument, known: KnownWords, say: Say): PlayStep | null {
  if (node.kind !== 'map') {
    sayNoMapping(node, known, say);
    return null;
  }
  const name = readText(node, 'name', say);
  const cause = readText(node, 'cause', say);
  if (cause !== null && !known.causes.has(cause.text)) {
    const hint = didYouMean(cause.text, known.causes) ?? '`suture causes` lists them';
    say(cause.node, 'unknown-cause', `there is no cause \`${cause.text}\``, hint);
  }
  const entry = stepOf(node, known, say);
  if (entry === null) return null;
  const given: JsonObject = readArguments(entry, known.steps.get(entry.name) ?? [], say);
  const usual = cause === null ? entry.name : `${entry.name} for ${cause.text}`;
  return { name: name?.text ?? usual, cause: cause?.text ?? null, step: entry.name, with: given, place: placeOf(node) };
}

/** The one entry that names a step; every other key but `name` and `cause` is a mistake. */
function stepOf(map: YamlMap, known: KnownWords, say: Say): YamlEntry | null {
  const others = map.entries.filter(({ name }) => name !== 'name' && name !== 'cause');
  const steps = others.filter(({ name }) => known.steps.has(name));
  for (const entry of others) if (!known.steps.has(entry.name)) sayUnknown(entry, known, say);
  for (const { name, key } of steps.slice(1)) {
    say(
      key,
      'second-step',
      `\`${name}\` is a second step in one entry`,
      `begin it with a dash of its own: \`- ${name}:\``,
    );
  }
  if (others.length === 0) say(map, 'no-step', 'this entry names no step', stepNames(known));
  return steps[0] ?? null;
}

function sayUnknown({ name, key }: YamlEntry, known: KnownWords, say: Say): void {
  const ansible = ansibleStepWord(name);
  if (ansible !== null) say(key, 'unknown-step', ansible.message, ansible.hint ?? stepNames(known));
  else {
    const hint = didYouMean(name, [...known.steps.keys(), 'name', 'cause']) ?? stepNames(known);
    say(key, 'unknown-step', `there is no step \`${name}\``, hint);
  }
}

function sayNoMapping(node: YamlNode, known: KnownWords, say: Say): void {
  const word = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : null;
  const hint = word !== null && known.steps.has(word) ? `write it as a key: \`- ${word}:\`` : stepNames(known);
  say(node, 'wrong-type', `a step must be a mapping, not ${describeNode(node)}`, hint);
}

function readText(map: YamlMap, name: string, say: Say): { readonly text: string; readonly node: YamlNode } | null {
  const node = map.entries.find((entry) => entry.name === name)?.value;
  if (node === undefined) return null;
  if (node.kind === 'scalar' && typeof node.value === 'string' && node.value !== '') return { text: node.value, node };
  const hint = name === 'cause' && node.kind === 'list' ? 'write one entry for each cause' : null;
  say(node, 'wrong-type', `\`${name}\` must be text, not ${describeNode(node)}`, hint);
  return null;
}

const stepNames = ({ steps }: KnownWords): string => `steps are: ${[...steps.keys()].join(', ')}`;
