import { assertNever } from '../base/assert-never.ts';
import { type Mistake, UserError } from '../base/user-error.ts';
import { emptyDraft, type InventoryDraft } from './draft.ts';
import { findLoops, finish } from './finish.ts';
import type { Inventory } from './inventory.ts';
import { readHostList } from './read-host-list.ts';
import { readScript } from './read-script.ts';
import { readTextFile } from './read-text.ts';
import { readVarsFolders } from './read-vars-folders.ts';
import type { InventorySource, VarsFolder } from './source.ts';

/**
 * Reads an inventory as Ansible does, later sources over earlier ones, and the vars of the folders beside it by Ansible's
 * precedence. Throws a UserError with all mistakes of all files; what Ansible only warns of (an unknown key, a section of
 * the wrong type) is a mistake here. `unread` is where whoever hands out files notes those that can't be read.
 */
export function parseInventory(
  sources: readonly InventorySource[],
  folders: readonly VarsFolder[] = [],
  unread: readonly Mistake[] = [],
): Inventory {
  const draft = emptyDraft();
  const mistakes = sources.flatMap((source) => readSource(draft, source));
  const loops = findLoops(draft);
  const vars = readVarsFolders(draft, folders);
  // The folders' files are read only here, once it is known which groups and hosts there are.
  const all = [...unread, ...mistakes, ...loops, ...vars.mistakes];
  if (all.length > 0) throw new UserError(all);
  return finish(draft, vars);
}

function readSource(draft: InventoryDraft, source: InventorySource): readonly Mistake[] {
  switch (source.kind) {
    case 'text':
      return readTextFile(draft, source);
    case 'script':
      return readScript(draft, source);
    case 'host-list':
      return readHostList(draft, source.names);
    default:
      return assertNever(source);
  }
}
