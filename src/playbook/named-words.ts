import { valueAt } from '../formats/yaml/node.ts';
import { BLOCKS } from './playbook.ts';
import { parseYamlDocument } from '../formats/yaml/parse.ts';

/** The keys of a playbook's steps, whatever else is right or wrong with it: among them the steps that it names. */
export function namedWords(file: string, text: string): ReadonlySet<string> {
  const { root } = parseYamlDocument(file, text);
  const plays = root?.kind === 'list' ? root.items : [];
  const lists = plays.flatMap((play) => LISTS.flatMap((key) => valueAt(play, key) ?? []));
  const entries = lists.flatMap((list) => (list.kind === 'list' ? list.items : []));
  return new Set(entries.flatMap((entry) => (entry.kind === 'map' ? entry.entries.map(({ name }) => name) : [])));
}

/** Where a play has steps. */
const LISTS = ['steps', ...BLOCKS, 'handlers'];
