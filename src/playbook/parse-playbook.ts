import * as v from 'valibot';
import { type Mistake, UserError } from '../base/user-error.ts';
import { describeNode, toJson, valueAt, type YamlNode } from '../formats/yaml/node.ts';
import { parseYamlDocument, type YamlDocument } from '../formats/yaml/parse.ts';
import { type Say, sayTo } from '../formats/yaml/say.ts';
import { sortMistakes } from '../formats/yaml/sort-mistakes.ts';
import { validate } from '../formats/yaml/validate.ts';
import { PLAY_HINTS } from './ansible-words.ts';
import { HOST_ORDERS, type HostOrder, type Play, type Playbook } from './playbook.ts';
import { guardKeys, readGuards } from './read-guards.ts';
import { type KnownWords, readStep } from './read-step.ts';

const EXAMPLE = 'a playbook is a list of plays: begin with `- hosts: all`, and below `hosts` write `steps:`';

const schema = v.array(
  v.strictObject({
    name: v.optional(v.string()),
    hosts: v.union([v.string(), v.array(v.string())], 'must be a host pattern, or a list of them'),
    order: v.optional(v.picklist(HOST_ORDERS)),
    ...guardKeys,
    steps: v.pipe(v.array(v.unknown()), v.minLength(1, 'needs at least one step')),
  }),
);

/** Reads a playbook. Throws a UserError with all its mistakes, each at its place. */
export function parsePlaybook(file: string, text: string, known: KnownWords): Playbook {
  const document = parseYamlDocument(file, text);
  const mistakes: Mistake[] = [...document.mistakes];
  const plays = document.root === null ? [] : readPlays(document, document.root, known, mistakes);
  if (mistakes.length > 0) throw new UserError(sortMistakes(mistakes));
  return { file, plays };
}

function readPlays(document: YamlDocument, root: YamlNode, known: KnownWords, mistakes: Mistake[]): readonly Play[] {
  const say = sayTo(mistakes, document);
  if (root.kind !== 'list' || root.items.length === 0) {
    const isEmpty = root.kind === 'list' || (root.kind === 'scalar' && root.value === null);
    if (isEmpty) say(root, 'empty-playbook', 'this playbook is empty', EXAMPLE);
    else say(root, 'not-a-playbook', `a playbook is a list of plays, not ${describeNode(root)}`, EXAMPLE);
    return [];
  }
  const shape = validate(document, schema, PLAY_HINTS);
  if (!shape.ok) mistakes.push(...shape.error);
  return root.items.map((item) => readPlay(item, document, known, say));
}

/** Reads as much of a play as there is: what its shape lacks has been said already. */
function readPlay(play: YamlNode, document: YamlDocument, known: KnownWords, say: Say): Play {
  const hosts = textOf(valueAt(play, 'hosts'));
  const steps = valueAt(play, 'steps');
  if (/\{\{|\{%/u.test(hosts)) {
    say(
      valueAt(play, 'hosts') ?? play,
      'template',
      "`hosts` is a template, and templates aren't supported yet",
      'write the pattern itself',
    );
  }
  const entries = steps?.kind === 'list' ? steps.items : [];
  return {
    name: textOf(valueAt(play, 'name')) || hosts,
    hosts,
    order: orderOf(play),
    ...readGuards(play),
    steps: entries.flatMap((entry) => readStep(entry, document, known, say) ?? []),
    place: document.placeOf(play),
  };
}

function orderOf(play: YamlNode): HostOrder {
  const named = textOf(valueAt(play, 'order'));
  return HOST_ORDERS.find((order) => order === named) ?? 'inventory';
}

/** Text as it is; a list as Ansible joins it. */
function textOf(node: YamlNode | undefined): string {
  const value = node === undefined ? '' : toJson(node);
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : '';
}
