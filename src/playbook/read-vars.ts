import type { Json, JsonObject } from '../base/json.ts';
import type { Result } from '../base/result.ts';
import type { Mistake } from '../base/user-error.ts';
import { describeNode, toJson, type YamlNode } from '../formats/yaml/node.ts';
import { parseYamlDocument } from '../formats/yaml/parse.ts';
import { type Say, sayTo } from '../formats/yaml/say.ts';
import { type Expression, type SourceText, templatesIn } from './expressions/expression.ts';
import { RESERVED } from './expressions/scope.ts';
import { isTemplate } from '../inventory/template-names.ts';

/** Vars as they are written, and the templates in them. */
export interface Vars {
  readonly values: JsonObject;
  readonly expressions: readonly Expression[];
}

const NO_VARS: Vars = { values: {}, expressions: [] };

/** Reads a file beside the playbook: where it is, and its text. */
export type ReadBeside = (path: string) => Result<{ readonly file: string; readonly text: string }, string>;

/** Reads a mapping of vars; what has a name that no expression could say is a mistake. */
export function readVars(node: YamlNode | undefined, source: SourceText, say: Say): Vars {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return NO_VARS;
  if (node.kind !== 'map') {
    say(node, 'wrong-type', `vars must be a mapping, not ${describeNode(node)}`, 'write `name: value`, one a line');
    return NO_VARS;
  }
  const values: Record<string, Json> = {};
  for (const { name, key, value } of node.entries) {
    if (RESERVED.has(name)) say(key, 'reserved-name', `\`${name}\` has a meaning of its own`, 'choose another name');
    else if (!/^[A-Za-z_]\w*$/.test(name)) {
      say(key, 'bad-name', `\`${name}\` is no name of a var`, 'use letters, digits and `_`, a letter first');
    } else values[name] = toJson(value);
  }
  return { values, expressions: templatesIn(node, source) };
}

/** Reads the files that `vars_files` names; of one name in several, the last counts. */
export function readVarsFiles(
  node: YamlNode | undefined,
  read: ReadBeside | undefined,
  say: Say,
  mistakes: Mistake[],
): Vars {
  if (node === undefined) return NO_VARS;
  const items = node.kind === 'list' ? node.items : [node];
  return items.reduce<Vars>((soFar, item) => both(soFar, readVarsFile(item, read, say, mistakes)), NO_VARS);
}

function readVarsFile(node: YamlNode, read: ReadBeside | undefined, say: Say, mistakes: Mistake[]): Vars {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || isTemplate(node.value)) {
    say(node, 'wrong-type', `\`vars_files\` takes paths, not ${describeNode(node)}`, 'write the path itself');
    return NO_VARS;
  }
  const found = read?.(node.value);
  if (found?.ok !== true) {
    say(node, 'no-vars-file', `${node.value} can't be read: ${found?.error ?? 'there are no files here'}`);
    return NO_VARS;
  }
  const { file, text } = found.value;
  if (text.startsWith('$ANSIBLE_VAULT;')) {
    const hint = "put it in the inventory's group_vars, whose secrets are kept";
    say(node, 'vault', `${node.value} is encrypted, and a playbook's vars are shown in plans and journals`, hint);
    return NO_VARS;
  }
  const document = parseYamlDocument(file, text);
  mistakes.push(...document.mistakes);
  if (document.root === null) return NO_VARS;
  return readVars(document.root, { text, placeOf: document.placeOf }, sayTo(mistakes, document));
}

/** Vars over vars: of one name in both, the second counts. */
export const both = (under: Vars, over: Vars): Vars => ({
  values: { ...under.values, ...over.values },
  expressions: [...over.expressions, ...under.expressions],
});
