import type { Mistake } from '../../base/user-error.ts';
import type { YamlNode } from './node.ts';
import type { YamlDocument } from './parse.ts';

/** Notes what is wrong with a node. */
export type Say = (node: Pick<YamlNode, 'offset'>, code: string, message: string, hint?: string | null) => void;

/** Makes a `Say` that appends to a list, with places in that document. */
export const sayTo =
  (mistakes: Mistake[], { placeOf }: Pick<YamlDocument, 'placeOf'>): Say =>
  (node, code, message, hint = null) => {
    mistakes.push({ code, message, place: placeOf(node), ...(hint === null ? {} : { hint }) });
  };
