import type { JsonObject } from '../base/json.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { describeNode, type YamlEntry, type YamlMap, type YamlNode } from '../formats/yaml/node.ts';
import type { Mistake } from '../base/user-error.ts';
import type { Say } from '../formats/yaml/say.ts';
import type { Step } from '../steps/define-step.ts';
import { ansibleStepWord } from './ansible-words.ts';
import { checkExpressions, type EngineMistakes } from './check-expressions.ts';
import { byText, type Expression, type SourceText, templatesIn } from './expressions/expression.ts';
import type { PlayStep } from './playbook.ts';
import { asStep, readArguments } from './read-arguments.ts';
import { withFilesBeside } from './read-files-beside.ts';
import { readConditions } from './read-conditions.ts';
import { type Around, type Keywords, readKeywords, STEP_KEYS } from './read-keywords.ts';
import type { ReadBeside } from './read-vars.ts';

/** The words that a playbook may use: steps with their arguments, and causes. */
export interface KnownWords {
  readonly steps: ReadonlyMap<string, Pick<Step, 'arguments' | 'mistakeIn' | 'retriable'>>;
  readonly causes: ReadonlySet<string>;
  /** Those of the steps that are the playbook's own. */
  readonly own?: ReadonlyMap<string, Step>;
  /** How a file beside the playbook is read. */
  readonly readBeside?: ReadBeside;
  /** What the template engine says of an expression; without it their syntax isn't looked at. */
  readonly engineMistakes?: EngineMistakes;
}

/** What a step is read with: the file, what the play says for all its steps, and where mistakes go. */
export interface Reading {
  readonly source: SourceText;
  readonly around: Around;
  readonly known: KnownWords;
  readonly say: Say;
  readonly mistakes: Mistake[];
}

/** Reads one entry of `steps:`; null where it has no step that is known. */
export function readStep(node: YamlNode, reading: Reading): PlayStep | null {
  const { source, around, known, say, mistakes } = reading;
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
  // What stands in a block is no step of ours, and its mistakes are told all the same.
  for (const inner of inBlocks(node)) readStep(inner, reading);
  const entry = stepOf(node, known, say);
  if (entry === null) return null;
  const saidBefore = mistakes.length;
  const taken = argumentsOf(entry.name, known);
  const written: JsonObject = readArguments(entry, taken, cause !== null, say);
  const given = withFilesBeside(entry, written, taken, known.readBeside, say);
  if (mistakes.length === saidBefore) sayArgumentMistake(entry, given, reading);
  const tried = { step: entry.name, retriable: known.steps.get(entry.name)?.retriable === true };
  const { keywords, expressions, own: inKeywords } = readKeywords(node, tried, around, source, say);
  sayTwoTimes(entry, keywords, known, say);
  const within = [...inKeywords, ...argumentExpressions(entry, reading)];
  const isLooped = keywords.loop !== undefined || node.entries.some(({ name: key }) => key.startsWith('with_'));
  const standing = { cause: cause !== null, loop: isLooped };
  mistakes.push(...checkExpressions(within, standing, known.engineMistakes));
  const all = byText([...within, ...expressions]);
  const own = known.own?.get(entry.name);
  const usual = cause === null ? entry.name : `${entry.name} for ${cause.text}`;
  return {
    name: name?.text ?? usual,
    cause: cause?.text ?? null,
    step: entry.name,
    with: given,
    ...(own === undefined ? {} : { own }),
    ...keywords,
    ...(all.size === 0 ? {} : { expressions: all }),
    place: source.placeOf(node),
  };
}

/** A step that has a `timeout` among its arguments needs none beside it. */
function sayTwoTimes({ name, key }: YamlEntry, { timeout }: Keywords, known: KnownWords, say: Say): void {
  if (timeout === undefined || argumentsOf(name, known)['timeout'] === undefined) return;
  say(
    key,
    'two-timeouts',
    `\`${name}\` has a \`timeout\` of its own`,
    `write it there: \`${name}: { timeout: ${timeout} }\``,
  );
}

/** Arguments with templates in them are known only with their host. */
function sayArgumentMistake({ name, key, value }: YamlEntry, given: JsonObject, { known, source, say }: Reading): void {
  if (templatesIn(value, source).length > 0) return;
  const wrong = known.steps.get(name)?.mistakeIn?.(given) ?? null;
  const node = value.kind === 'map' ? value.entries.find((entry) => entry.name === wrong?.argument)?.value : undefined;
  if (wrong !== null) say(node ?? key, 'bad-argument', wrong.message);
}

function argumentExpressions({ name, value }: YamlEntry, { known, source, say }: Reading): readonly Expression[] {
  if (value.kind !== 'map') return [];
  const taken = argumentsOf(name, known);
  return value.entries.flatMap((entry) =>
    taken[entry.name]?.takes === 'conditions'
      ? readConditions(entry.value, entry.name, source, say)
      : templatesIn(entry.value, source),
  );
}

const argumentsOf = (step: string, { steps }: KnownWords): Step['arguments'] => steps.get(step)?.arguments ?? {};

const inBlocks = ({ entries }: YamlMap): readonly YamlNode[] =>
  entries.flatMap(({ name, value }) => (BLOCKS.has(name) && value.kind === 'list' ? value.items : []));

const BLOCKS: ReadonlySet<string> = new Set(['block', 'rescue', 'always']);

/** The one entry that names a step; every other key but those of any step is a mistake. */
function stepOf(map: YamlMap, known: KnownWords, say: Say): YamlEntry | null {
  const others = map.entries.filter(({ name }) => !KEYS.has(name));
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

function sayUnknown({ name, key, value }: YamlEntry, known: KnownWords, say: Say): void {
  const ansible = ansibleStepWord(name, known.steps);
  if (ansible === null) {
    const hint = didYouMean(name, [...known.steps.keys(), ...KEYS]) ?? stepNames(known);
    say(key, 'unknown-step', `there is no step \`${name}\``, hint);
    return;
  }
  const { isAlike } = ansible;
  const rewritten = isAlike === null ? null : asStep(isAlike, value, argumentsOf(isAlike, known));
  const hint = rewritten === null ? (ansible.hint ?? NO_SUCH_STEP) : `write \`${rewritten}\``;
  say(key, 'unknown-step', ansible.message, hint);
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

const KEYS: ReadonlySet<string> = new Set(STEP_KEYS);

const NO_SUCH_STEP = 'no step does this here: `steps:` in docs/playbooks.md lists those that there are';

const stepNames = ({ steps }: KnownWords): string => `steps are: ${[...steps.keys()].join(', ')}`;
