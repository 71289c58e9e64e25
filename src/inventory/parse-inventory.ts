import { UserError } from '../base/user-error.ts';
import { parseYamlDocument } from '../formats/yaml/parse.ts';
import { sortMistakes } from '../formats/yaml/sort-mistakes.ts';
import { emptyDraft } from './draft.ts';
import { findLoops, finish } from './finish.ts';
import type { Inventory } from './inventory.ts';
import { readGroups } from './read-groups.ts';

/** An inventory file that has been read. */
export interface InventorySource {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads YAML inventories as Ansible does, later files over earlier ones. Throws a UserError with all mistakes of all files;
 * what Ansible only warns of (an unknown key, a section of the wrong type) is a mistake here.
 */
export function parseInventory(sources: readonly InventorySource[]): Inventory {
  const draft = emptyDraft();
  const mistakes = sources.flatMap(({ file, text }) => sortMistakes(readGroups(draft, parseYamlDocument(file, text))));
  const all = [...mistakes, ...findLoops(draft)];
  if (all.length > 0) throw new UserError(all);
  return finish(draft);
}
