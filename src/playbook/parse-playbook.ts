import * as v from 'valibot';
import { type Mistake, UserError } from '../base/user-error.ts';
import { describeNode, entryAt, toJson, valueAt, type YamlNode } from '../formats/yaml/node.ts';
import { parseYamlDocument, type YamlDocument } from '../formats/yaml/parse.ts';
import { sayTo } from '../formats/yaml/say.ts';
import { sortMistakes } from '../formats/yaml/sort-mistakes.ts';
import { validate } from '../formats/yaml/validate.ts';
import { PLAY_HINTS } from './ansible-words.ts';
import { checkExpressions } from './check-expressions.ts';
import { showPlace } from '../base/place.ts';
import type { SourceText } from './expressions/expression.ts';
import { BLOCKS, HOST_ORDERS, type HostOrder, type Play, type Playbook, type PlayStep } from './playbook.ts';
import { guardKeys, readGuards } from './read-guards.ts';
import { readTags } from './read-keywords.ts';
import { type KnownWords, type Reading, readStep } from './read-step.ts';
import { isSaidOtherwise, TASK_LISTS } from './ansible-lists.ts';
import { both, readVars, readVarsFiles } from './read-vars.ts';

const EXAMPLE = 'a playbook is a list of plays: begin with `- hosts: all`, and below `hosts` write `steps:`';

const play = v.strictObject({
  name: v.optional(v.string()),
  hosts: v.union([v.string(), v.array(v.string())], 'must be a host pattern, or a list of them'),
  order: v.optional(v.picklist(HOST_ORDERS)),
  ...guardKeys,
  vars: v.optional(v.unknown()),
  vars_files: v.optional(v.unknown()),
  tags: v.optional(v.unknown()),
  run_once: v.optional(v.boolean()),
  handlers: v.optional(v.array(v.unknown())),
  on_failure: v.optional(v.array(v.unknown())),
  always: v.optional(v.array(v.unknown())),
  steps: v.pipe(v.array(v.unknown()), v.minLength(1, 'needs at least one step')),
});
const schema = v.array(play);

/** The keys that a play may have. */
export const PLAY_KEYS: readonly string[] = Object.keys(play.entries);

/** Reads a playbook. Throws a UserError with all its mistakes, each at its place. */
export function parsePlaybook(file: string, text: string, known: KnownWords): Playbook {
  const document = parseYamlDocument(file, text);
  const mistakes: Mistake[] = [...document.mistakes];
  const plays = document.root === null ? [] : readPlays(document, text, document.root, known, mistakes);
  if (mistakes.length > 0) throw new UserError(sortMistakes(mistakes));
  return { file, plays };
}

function readPlays(
  document: YamlDocument,
  text: string,
  root: YamlNode,
  known: KnownWords,
  mistakes: Mistake[],
): readonly Play[] {
  const say = sayTo(mistakes, document);
  if (root.kind !== 'list' || root.items.length === 0) {
    const isEmpty = root.kind === 'list' || (root.kind === 'scalar' && root.value === null);
    if (isEmpty) say(root, 'empty-playbook', 'this playbook is empty', EXAMPLE);
    else say(root, 'not-a-playbook', `a playbook is a list of plays, not ${describeNode(root)}`, EXAMPLE);
    return [];
  }
  const shape = validate(document, schema, PLAY_HINTS);
  const { placeOf } = document;
  if (!shape.ok) mistakes.push(...shape.error.filter((mistake) => !isSaidOtherwise(mistake, root.items, placeOf)));
  return root.items.map((item) => readPlay(item, { source: { text, placeOf }, known, say, mistakes }));
}

/** Reads as much of a play as there is: what its shape lacks has been said already. */
function readPlay(play: YamlNode, reading: Omit<Reading, 'around'>): Play {
  const { source, known, say, mistakes } = reading;
  const hosts = textOf(valueAt(play, 'hosts'));
  if (/\{\{|\{%/u.test(hosts)) {
    const why = '`hosts` is a template, and which hosts are meant must be known before any is asked';
    say(valueAt(play, 'hosts') ?? play, 'template', why, 'write the pattern itself, and choose by `--limit`');
  }
  const entries = ['steps', ...TASK_LISTS].flatMap((key) => itemsAt(play, key));
  const own = readVars(valueAt(play, 'vars'), source, say);
  const vars = both(own, readVarsFiles(valueAt(play, 'vars_files'), known.readBeside, say, mistakes));
  mistakes.push(...checkExpressions(vars.expressions, { cause: true, loop: true }, known.engineMistakes));
  const handlers = itemsAt(play, 'handlers');
  const around = {
    vars,
    tags: readTags(valueAt(play, 'tags'), say),
    runOnce: isTrue(valueAt(play, 'run_once')),
    handlers: placesByName(handlers, source),
  };
  return {
    name: textOf(valueAt(play, 'name')) || hosts,
    hosts,
    order: orderOf(play),
    ...readGuards(play),
    steps: [
      ...entries.flatMap((entry) => readStep(entry, { ...reading, around }) ?? []),
      ...BLOCKS.flatMap((block) =>
        itemsAt(play, block).flatMap((entry) => {
          const step = readStep(entry, { ...reading, around });
          return step === null ? [] : [{ ...step, block }];
        }),
      ),
      ...handlers.flatMap((entry) => readHandler(entry, { ...reading, around }) ?? []),
    ],
    place: source.placeOf(play),
  };
}

/** Where each handler stands, by the name that steps notify it by. */
const placesByName = (handlers: readonly YamlNode[], { placeOf }: SourceText): ReadonlyMap<string, string> =>
  new Map(handlers.map((handler) => [textOf(valueAt(handler, 'name')), showPlace(placeOf(handler))]));

function readHandler(node: YamlNode, reading: Reading): PlayStep | null {
  const { source, say } = reading;
  if (textOf(valueAt(node, 'name')) === '') say(node, 'no-name', 'a handler needs a `name`, by which steps notify it');
  const cause = entryAt(node, 'cause');
  if (cause !== undefined)
    say(cause.key, 'cause-of-handler', 'a handler is planned when it is notified, not for a cause');
  const step = readStep(node, reading);
  return step === null ? null : { ...step, handler: showPlace(source.placeOf(node)) };
}

function orderOf(play: YamlNode): HostOrder {
  const named = textOf(valueAt(play, 'order'));
  return HOST_ORDERS.find((order) => order === named) ?? 'inventory';
}

function itemsAt(play: YamlNode, key: string): readonly YamlNode[] {
  const list = valueAt(play, key);
  return list?.kind === 'list' ? list.items : [];
}

const isTrue = (node: YamlNode | undefined): boolean => node?.kind === 'scalar' && node.value === true;

/** Text as it is; a list as Ansible joins it. */
function textOf(node: YamlNode | undefined): string {
  const value = node === undefined ? '' : toJson(node);
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : '';
}
