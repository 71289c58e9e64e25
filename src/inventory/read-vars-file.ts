import type { Mistake } from '../base/user-error.ts';
import { describeNode } from '../formats/yaml/node.ts';
import { parseYamlDocument } from '../formats/yaml/parse.ts';
import type { Var } from './draft.ts';
import { isNothing, readVar } from './reading.ts';
import type { TextFile } from './source.ts';

/** The vars of a file in group_vars/ or host_vars/, and what is wrong with it. */
export interface VarsFile {
  readonly vars: ReadonlyMap<string, Var>;
  readonly mistakes: readonly Mistake[];
  /** Why it can't be opened. */
  readonly sealed?: Mistake;
}

/** Reads a file of vars; an empty one has none. */
export function readVarsFile({ file, text, isSecret = false, sealed }: TextFile): VarsFile {
  if (sealed !== undefined) return { vars: new Map(), mistakes: [], sealed };
  const { root, mistakes, placeOf } = parseYamlDocument(file, text);
  if (root === null || isNothing(root)) return { vars: new Map(), mistakes };
  if (root.kind !== 'map') {
    const message = `a file of variables is a mapping, not ${describeNode(root)}`;
    const hint = 'write each as a key with its value: `ansible_user: ops`';
    return { vars: new Map(), mistakes: [...mistakes, { code: 'wrong-type', message, place: placeOf(root), hint }] };
  }
  const vars = root.entries.map((entry) => [entry.name, readVar({ placeOf, isSecret }, entry)] as const);
  return { vars: new Map(vars), mistakes };
}
