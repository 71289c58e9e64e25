import type { Json, JsonObject } from '../base/json.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { describeNode, toJson, type YamlMap, type YamlNode, valueAt } from '../formats/yaml/node.ts';
import type { Say } from '../formats/yaml/say.ts';
import { type Expression, type SourceText, templatesIn } from './expressions/expression.ts';
import { readConditions } from './read-conditions.ts';
import { type Patience, PATIENCE_KEYS, readPatience } from './read-patience.ts';
import { both, readVars, type Vars } from './read-vars.ts';

/** The keys that an entry of `steps:` may have beside its step. */
export const STEP_KEYS = [
  'name',
  'cause',
  'when',
  'vars',
  'loop',
  'tags',
  'notify',
  'run_once',
  ...PATIENCE_KEYS,
] as const;

/** What an entry says of when and how often its step is planned. */
export interface Keywords extends Patience {
  /** Conditions, all of which must hold. */
  readonly when?: readonly string[];
  /** A list, or the template of one. */
  readonly loop?: Json;
  readonly vars?: JsonObject;
  readonly tags?: readonly string[];
  /** The handlers to plan where this step changes something, by where they stand. */
  readonly notify?: readonly string[];
  /** Planned on the first of the play's hosts alone. */
  readonly runOnce?: boolean;
}

/** What a play says for all its steps. */
export interface Around {
  readonly vars: Vars;
  readonly tags: readonly string[];
  readonly runOnce: boolean;
  /** The play's handlers: where each stands, by its name. */
  readonly handlers: ReadonlyMap<string, string>;
}

/** Keywords, and the expressions in them. */
interface ReadKeywords {
  readonly keywords: Keywords;
  readonly expressions: readonly Expression[];
  /** Those of the entry itself, and not of the vars that it may never look up. */
  readonly own: readonly Expression[];
}

/** Reads the keys beside the step; what is left out stays out. */
export function readKeywords(
  map: YamlMap,
  step: Parameters<typeof readPatience>[1],
  around: Around,
  source: SourceText,
  say: Say,
): ReadKeywords {
  const when = readConditions(valueAt(map, 'when'), 'when', source, say);
  const loop = valueAt(map, 'loop');
  const looped = loop === undefined ? [] : templatesIn(loop, source);
  if (loop !== undefined && loop.kind !== 'list' && looped.length === 0) {
    say(loop, 'wrong-type', `\`loop\` must be a list, not ${describeNode(loop)}`, 'write `loop: [one, two]`');
  }
  const vars = both(around.vars, readVars(valueAt(map, 'vars'), source, say));
  const tags = [...new Set([...around.tags, ...readTags(valueAt(map, 'tags'), say)])];
  const notify = readNotify(valueAt(map, 'notify'), around.handlers, say);
  const runOnce = readFlag(valueAt(map, 'run_once'), 'run_once', say) ?? around.runOnce;
  const { patience, conditions } = readPatience(map, step, source, say);
  const keywords = {
    ...patience,
    ...(when.length === 0 ? {} : { when: when.map(({ text }) => text) }),
    ...(loop === undefined ? {} : { loop: toJson(loop) }),
    ...(Object.keys(vars.values).length === 0 ? {} : { vars: vars.values }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(notify.length === 0 ? {} : { notify }),
    ...(runOnce ? { runOnce } : {}),
  };
  const own = [...when, ...conditions, ...looped];
  return { keywords, expressions: [...own, ...vars.expressions], own };
}

function readNotify(node: YamlNode | undefined, handlers: Around['handlers'], say: Say): readonly string[] {
  if (node === undefined) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    const name = item.kind === 'scalar' ? String(item.value) : '';
    const place = handlers.get(name);
    if (place !== undefined) return [place];
    const hint = didYouMean(name, handlers.keys()) ?? 'write it below `handlers:` of this play, with this `name`';
    say(item, 'unknown-handler', `this play has no handler \`${name}\``, hint);
    return [];
  });
}

function readFlag(node: YamlNode | undefined, name: string, say: Say): boolean | null {
  if (node === undefined) return null;
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  say(node, 'wrong-type', `\`${name}\` must be true or false, not ${describeNode(node)}`);
  return null;
}

/** Reads tags: one, several with commas between, or a list. */
export function readTags(node: YamlNode | undefined, say: Say): readonly string[] {
  if (node === undefined) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    if (item.kind === 'scalar' && item.value !== null) {
      return String(item.value)
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== '');
    }
    say(item, 'wrong-type', `a tag must be a word, not ${describeNode(item)}`);
    return [];
  });
}
